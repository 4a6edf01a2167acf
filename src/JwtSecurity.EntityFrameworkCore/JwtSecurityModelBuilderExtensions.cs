using JwtSecurity.EntityFrameworkCore;

namespace Microsoft.EntityFrameworkCore;

/// <summary>
/// Adds the tables of sessions and revocations to a model.
/// </summary>
public static class JwtSecurityModelBuilderExtensions
{
    /// <summary>Adds the tables <c>JwtSessions</c> and <c>JwtRevokedTokens</c>, for <c>AddEntityFrameworkStore</c>.</summary>
    /// <param name="modelBuilder">The model, in <c>OnModelCreating</c>.</param>
    /// <param name="schema">The schema of the tables; <see langword="null"/>, the default, for the model's own.</param>
    /// <returns>The model.</returns>
    /// <remarks>It may be called twice. What the model says of all tables (a collation, a query filter, a converter for texts) leaves these two alone where it would change what they mean.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="modelBuilder"/> is <see langword="null"/>.</exception>
    /// <example>
    /// <code>
    /// protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseJwtSecurity();
    /// </code>
    /// </example>
    public static ModelBuilder UseJwtSecurity(this ModelBuilder modelBuilder, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.ApplyConfiguration(new SessionRowConfiguration(schema));
        modelBuilder.ApplyConfiguration(new RevokedTokenRowConfiguration(schema));
        return modelBuilder;
    }
}
