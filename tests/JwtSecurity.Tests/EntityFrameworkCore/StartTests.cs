using JwtSecurity.EntityFrameworkCore;
using JwtSecurity.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.DependencyInjection;

namespace JwtSecurity.Tests.EntityFrameworkCore;

/// <summary>An application whose context cannot keep sessions does not start, and says what to write.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_UseJwtSecurity_in_the_model(bool sessions)
    {
        var message = await MessageOfStartAsync(builder =>
        {
            builder.Services.AddDbContext<ForgetfulContext>(options => options.UseSqlite("Data Source=never-opened.db"));
            var jwt = Jwt(builder);
            _ = sessions ? jwt.AddRefreshBearer().AddSessions() : jwt;
            jwt.AddEntityFrameworkStore<ForgetfulContext>();
        });

        message.Should().StartWith("JwtSecurity is not configured correctly.")
            .And.Contain(nameof(ForgetfulContext)).And.Contain("modelBuilder.UseJwtSecurity()").And.Contain("OnModelCreating").And.Contain("migration");
    }

    [Theory]
    [InlineData("collation")]
    [InlineData("column type")]
    [InlineData("converter")]
    [InlineData("fixed length")]
    public void With_columns_that_are_no_longer_what_they_were(string opinion)
    {
        var options = new DbContextOptionsBuilder<LateOpinionContext>().UseSqlite("Data Source=never-opened.db").EnableServiceProviderCaching(false).Options;
        using var context = new LateOpinionContext(options, column =>
        {
            Action<IMutableProperty> change = opinion switch
            {
                "collation" => each => each.SetCollation("NOCASE"),
                "column type" => each => each.SetColumnType("citext"),
                "converter" => each => each.SetValueConverter(each.ClrType == typeof(string) ? new ValueConverter<string, string>(text => text.Trim(), text => text) : null),
                _ => each => each.SetIsFixedLength(true),
            };
            change(column);
        });

        var check = () => TablesCheck.ThrowIfUnfit(context);

        check.Should().Throw<InvalidOperationException>().Which.Message.Should().StartWith("JwtSecurity is not configured correctly.")
            .And.Contain(nameof(LateOpinionContext)).And.Contain("JwtSessions has a collation, a converter or a column type").And.Contain("modelBuilder.UseJwtSecurity() after").And.Contain("AddEntityFrameworkStore(options =>");
    }

    [Fact]
    public async Task With_a_context_of_proxies()
    {
        var message = await MessageOfStartAsync(builder =>
        {
            builder.Services.AddDbContext<ProxiedContext>(options => options.UseSqlite("Data Source=never-opened.db"));
            Jwt(builder).AddEntityFrameworkStore<ProxiedContext>();
        });

        message.Should().StartWith("JwtSecurity is not configured correctly.")
            .And.Contain("is sealed").And.Contain("UseLazyLoadingProxies").And.Contain("context of their own").And.Contain("AddEntityFrameworkStore(options =>");
    }

    [Fact]
    public async Task Without_the_context_among_the_services()
    {
        var message = await MessageOfStartAsync(builder => Jwt(builder).AddEntityFrameworkStore<ShopContext>());

        message.Should().StartWith("JwtSecurity is not configured correctly.").And.Contain("services.AddDbContext<ShopContext>(");
    }

    [Fact]
    public void With_a_database_it_was_not_tried_with()
    {
        var start = () => StoreDatabase.Of("Another.Provider", nameof(ShopContext), TimeProvider.System);

        start.Should().Throw<InvalidOperationException>().Which.Message.Should().StartWith("JwtSecurity is not configured correctly.")
            .And.Contain("ShopContext uses Another.Provider").And.Contain("SQLite and PostgreSQL").And.Contain(nameof(JwtSessionStore));
    }

    [Fact]
    public async Task What_is_right_starts_before_its_database_is_there()
    {
        await using var application = await TestApp.StartRawAsync(
            builder => Jwt(builder).AddEntityFrameworkStore(options => options.UseSqlite("Data Source=/nowhere/never-opened.db")),
            app => app.MapGet("/", () => "up"));

        (await application.GetAsync("/")).Body.Should().Be("up");
    }

    private static JwtSecurityBuilder Jwt(WebApplicationBuilder builder) => builder.Services.AddJwtSecurity(options => options.SecretKey = TestApp.Secret).AddAccessBearer();

    private static async Task<string> MessageOfStartAsync(Action<WebApplicationBuilder> build)
    {
        var start = async () => await TestApp.StartRawAsync(build, app => app.MapGet("/", () => "up"));
        return (await start.Should().ThrowAsync<InvalidOperationException>()).Which.Message;
    }
}
