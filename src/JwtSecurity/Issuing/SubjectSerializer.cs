using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JwtSecurity;

/// <summary>
/// Writes subjects and extra claims as JSON, and says what to do about those that cannot be.
/// </summary>
internal static class SubjectSerializer
{
    /// <summary>Writes a value whose type is known only now.</summary>
    /// <exception cref="InvalidOperationException">No resolver knows its type, which happens in trimmed applications only.</exception>
    public static void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            default:
                Write(writer, value, GetTypeInfo(value.GetType(), options));
                break;
        }
    }

    /// <summary>Writes a value with the metadata given; its names are that metadata's.</summary>
    public static void Write<T>(Utf8JsonWriter writer, T value, JsonTypeInfo<T> jsonTypeInfo)
    {
        try
        {
            JsonSerializer.Serialize(writer, value, jsonTypeInfo);
        }
        catch (NotSupportedException exception)
        {
            throw UnknownType(typeof(T), exception);
        }
    }

    /// <summary>The metadata of a type, from the application's resolvers.</summary>
    /// <exception cref="InvalidOperationException">No resolver knows the type, which happens in trimmed applications only.</exception>
    public static JsonTypeInfo GetTypeInfo(Type type, JsonSerializerOptions options) =>
        options.TryGetTypeInfo(type, out var typeInfo) ? typeInfo : throw UnknownType(type, inner: null);

    private static void Write(Utf8JsonWriter writer, object value, JsonTypeInfo typeInfo)
    {
        try
        {
            JsonSerializer.Serialize(writer, value, typeInfo);
        }
        catch (NotSupportedException exception)
        {
            throw UnknownType(value.GetType(), exception);
        }
    }

    private static InvalidOperationException UnknownType(Type type, Exception? inner) =>
        new($"{type} cannot be serialized: no JSON type information for it, or for a type in it, is registered, as happens in trimmed applications. "
            + $"Add [JsonSerializable(typeof({type.Name}))] to a JsonSerializerContext and register that with builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJsonContext.Default)), "
            + $"or pass a JsonTypeInfo: CreateAccessToken(subject, AppJsonContext.Default.{type.Name}).", inner);
}
