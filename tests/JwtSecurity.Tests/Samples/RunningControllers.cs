namespace JwtSecurity.Tests.Samples;

public sealed class RunningControllers() : RunningSample("Controllers");
