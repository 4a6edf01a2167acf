using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JwtSecurity;

/// <summary>
/// Turns subjects and extra claims into JSON, and says what to do about those that cannot be.
/// </summary>
internal static class SubjectSerializer
{
    /// <summary>Serializes a subject whose type is known only now.</summary>
    /// <exception cref="ArgumentException">It is no JSON object.</exception>
    public static ReadOnlyMemory<byte> Serialize(object subject, JsonSerializerOptions options)
    {
        var utf8 = ToJson(writer =>
        {
            if (subject is JsonElement element)
            {
                element.WriteTo(writer);
            }
            else
            {
                JsonSerializer.Serialize(writer, subject, GetTypeInfo(subject.GetType(), options));
            }
        }, subject.GetType());
        ThrowIfNoObject(utf8, subject.GetType(), nameof(subject));
        return utf8;
    }

    /// <summary>Serializes a subject with the metadata given; its names are that metadata's.</summary>
    /// <exception cref="ArgumentException">It is no JSON object.</exception>
    public static ReadOnlyMemory<byte> Serialize<T>(T subject, JsonTypeInfo<T> jsonTypeInfo)
    {
        var utf8 = ToJson(writer => JsonSerializer.Serialize(writer, subject, jsonTypeInfo), typeof(T));
        ThrowIfNoObject(utf8, typeof(T), nameof(subject));
        return utf8;
    }

    /// <summary>Serializes the value of an extra claim.</summary>
    public static ReadOnlyMemory<byte> SerializeClaim(object? value, JsonSerializerOptions options) =>
        value is null
            ? "null"u8.ToArray()
            : ToJson(writer => JsonSerializer.Serialize(writer, value, GetTypeInfo(value.GetType(), options)), value.GetType());

    /// <summary>The metadata of a type, from the application's resolvers.</summary>
    /// <exception cref="InvalidOperationException">No resolver knows the type, which happens in trimmed applications only.</exception>
    public static JsonTypeInfo GetTypeInfo(Type type, JsonSerializerOptions options) =>
        options.TryGetTypeInfo(type, out var typeInfo) ? typeInfo : throw UnknownType(type, inner: null);

    private static ReadOnlyMemory<byte> ToJson(Action<Utf8JsonWriter> write, Type type)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        try
        {
            write(writer);
        }
        catch (NotSupportedException exception)
        {
            throw UnknownType(type, exception);
        }

        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void ThrowIfNoObject(ReadOnlyMemory<byte> utf8, Type type, string parameterName)
    {
        if (utf8.Span is not [(byte)'{', ..])
        {
            throw new ArgumentException(
                $"A subject must serialize to a JSON object, and {type} does not. Wrap it, for example: new {{ username = value }}.", parameterName);
        }
    }

    private static InvalidOperationException UnknownType(Type type, Exception? inner) =>
        new($"{type} cannot be serialized: no JSON type information for it, or for a type in it, is registered, as happens in trimmed applications. "
            + $"Add [JsonSerializable(typeof({type.Name}))] to a JsonSerializerContext and register that with builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJsonContext.Default)), "
            + $"or pass a JsonTypeInfo: CreateAccessToken(subject, AppJsonContext.Default.{type.Name}).", inner);
}
