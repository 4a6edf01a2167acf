using BenchmarkDotNet.Running;
using JwtSecurity.Benchmarks;

switch (args)
{
    case ["compare", .. var rest]:
        return await Comparison.RunAsync(quick: rest is ["--quick"]);

    case ["serve", var variant, .. var rest]:
        return await Server.RunAsync(variant, rest);

    case ["load", .. var rest]:
        return await Load.RunAsync(quick: rest is ["--quick"]);

    case ["suites", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest);
        return 0;

    default:
        Console.WriteLine("""
            compare [--quick]             both libraries in one process, in alternating rounds, as one table
            load [--quick]                every variant under load from wrk, on loopback
            serve <variant> [--urls …]    one variant as a server: unprotected, jwtsecurity, jwtsecurity-guard-only, jwtsecurity-authorize, jwtbearer
            suites [arguments]            the BenchmarkDotNet suites
            """);
        return 2;
}
