namespace JwtSecurity.Tests.Samples;

public sealed class RunningPasswordLogin() : RunningSample("PasswordLogin");
