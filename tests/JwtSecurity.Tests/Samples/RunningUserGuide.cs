namespace JwtSecurity.Tests.Samples;

public sealed class RunningUserGuide() : RunningSample("UserGuide");
