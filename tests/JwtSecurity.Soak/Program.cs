using JwtSecurity.Soak;

switch (args)
{
    case ["serve", var database, var connectionString, var gracePeriod]:
        return await Server.RunAsync(database, connectionString, TimeSpan.Parse(gracePeriod, System.Globalization.CultureInfo.InvariantCulture));

    case ["all", .. var rest]:
        return await Runs.RunAsync([.. Runs.All.Keys], quick: rest is ["--quick"]);

    case [var run, .. var rest] when Runs.All.ContainsKey(run):
        return await Runs.RunAsync([run], quick: rest is ["--quick"]);

    default:
        Console.WriteLine("""
            nodes [--quick]      two servers and one PostgreSQL: a token refreshed on both at once; a logout on one, refused by the other
            kill [--quick]       a server killed around the commit of a refresh, on SQLite and PostgreSQL
            outage [--quick]     PostgreSQL stopped and started, and its connections exhausted, while clients refresh
            load [--quick]       refreshes a second and how long one takes, on SQLite and PostgreSQL
            million [--quick]    a million sessions: the plans of a rotation's statements, and rotations beside the clean-up
            memory [--quick]     what 100,000 revoked sessions cost a server
            all [--quick]        all of them
            serve <database> <connection string> <grace period>    the server they drive: sqlite or postgresql
            """);
        return 2;
}
