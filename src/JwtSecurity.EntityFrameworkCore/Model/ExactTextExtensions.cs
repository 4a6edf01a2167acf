using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JwtSecurity.EntityFrameworkCore;

/// <summary>
/// Says of a column that its texts come back as they were, and that two of them are equal only where they are the same, byte for byte.
/// </summary>
internal static class ExactTextExtensions
{
    // Said explicitly, since an application may have said otherwise of all its texts: with a collation or a type that ignores case "Ada" would log "ada" out.
    public static void IsExactText<T>(this PropertyBuilder<T> property, int? maximumLength = null)
    {
        property.IsUnicode().IsFixedLength(false).UseCollation(null).HasColumnType(null).HasConversion((ValueConverter?)null);
        property.Metadata.SetMaxLength(maximumLength);
    }
}
