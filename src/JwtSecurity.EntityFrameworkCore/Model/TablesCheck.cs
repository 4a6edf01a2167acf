using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// Looks whether the finished model of a context has the two tables, and has them as they were described: what an application says of all its columns may come after that.
/// </summary>
internal static class TablesCheck
{
    private static readonly Type[] s_rows = [typeof(SessionRow), typeof(RevokedTokenRow)];

    /// <exception cref="InvalidOperationException">Sessions cannot be kept there: the message says what to write.</exception>
    public static void ThrowIfUnfit(DbContext context)
    {
        var name = context.GetType().Name;
        foreach (var row in s_rows)
        {
            var table = ModelOf(context, name).FindEntityType(row) ?? throw WithoutTables(name);
            if (table.GetProperties().FirstOrDefault(IsForeign) is { } column)
            {
                throw Foreign(name, table, column);
            }
        }
    }

    // The one of design time: the one of run time has forgotten collations.
    private static IModel ModelOf(DbContext context, string name)
    {
        try
        {
            return context.GetService<IDesignTimeModel>().Model;
        }
        catch (InvalidOperationException exception) when (Array.Exists(s_rows, row => exception.Message.Contains(row.Name, StringComparison.Ordinal)))
        {
            throw Unmade(name, exception);
        }
    }

    private static bool IsForeign(IProperty column) =>
        column.GetCollation() is not null
        || column.FindAnnotation(RelationalAnnotationNames.ColumnType)?.Value is not null
        || column.IsFixedLength() == true
        || column.GetValueConverter() is not null
        || column.GetProviderClrType() is not null;

    private static InvalidOperationException WithoutTables(string name) => new(
        $"JwtSecurity is not configured correctly. The model of {name}, which AddEntityFrameworkStore<{name}>() uses, has no tables for sessions. "
        + "Call modelBuilder.UseJwtSecurity() in its OnModelCreating, and add a migration; or keep sessions apart: AddEntityFrameworkStore(options => options.UseSqlite(...)).");

    private static InvalidOperationException Foreign(string name, IEntityType table, IProperty column) => new(
        $"JwtSecurity is not configured correctly. In the model of {name} the column {column.GetColumnName()} of {table.GetTableName()} has a collation, a converter or a column type that the application chose, and sessions rest on "
        + "comparing texts and numbers exactly. Call modelBuilder.UseJwtSecurity() after what OnModelCreating says of all columns, or leave these tables out there; or keep sessions apart: AddEntityFrameworkStore(options => options.UseSqlite(...)).");

    private static InvalidOperationException Unmade(string name, InvalidOperationException exception) => new(
        $"JwtSecurity is not configured correctly. The model of {name} cannot be made with the tables for sessions: {exception.Message} "
        + "UseLazyLoadingProxies and UseChangeTrackingProxies derive from every class of a model, and those of sessions are sealed. Keep sessions in a context of their own, which may use the same database: "
        + "AddEntityFrameworkStore(options => options.UseNpgsql(...)).", exception);
}
