using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JwtSecurity;

/// <summary>
/// Writes subjects and extra claims as JSON, and says what to do about those that cannot be.
/// </summary>
internal static class SubjectSerializer
{
    /// <summary>Writes a value whose type is known only now.</summary>
    /// <exception cref="ArgumentException">It cannot be written as JSON, or not in a token.</exception>
    /// <exception cref="InvalidOperationException">No resolver knows its type, which happens in trimmed applications only.</exception>
    public static void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options, string parameterName)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        try
        {
            if (value is JsonElement element)
            {
                element.WriteTo(writer);
            }
            else
            {
                JsonSerializer.Serialize(writer, value, GetTypeInfo(value.GetType(), options));
            }
        }
        catch (Exception exception) when (IsOfSerializer(exception))
        {
            throw Explain(exception, value.GetType(), parameterName);
        }
    }

    /// <summary>Writes a value with the metadata given; its names are that metadata's.</summary>
    /// <exception cref="ArgumentException">It cannot be written as JSON, or not in a token.</exception>
    public static void Write<T>(Utf8JsonWriter writer, T value, JsonTypeInfo<T> jsonTypeInfo, string parameterName)
    {
        try
        {
            JsonSerializer.Serialize(writer, value, jsonTypeInfo);
        }
        catch (Exception exception) when (IsOfSerializer(exception))
        {
            throw Explain(exception, typeof(T), parameterName);
        }
    }

    /// <summary>A subject as JSON by itself, outside a token.</summary>
    /// <exception cref="ArgumentException">It is no JSON object.</exception>
    /// <exception cref="InvalidOperationException">No resolver knows its type, which happens in trimmed applications only.</exception>
    public static JsonElement ToElement(object subject, JsonSerializerOptions options, string parameterName)
    {
        using var writer = PayloadWriter.Rent();
        Write(writer.Json, subject, options, parameterName);
        return ReadObject(writer, subject.GetType(), parameterName);
    }

    /// <summary>The same with the metadata given.</summary>
    /// <exception cref="ArgumentException">It is no JSON object.</exception>
    public static JsonElement ToElement<T>(T subject, JsonTypeInfo<T> jsonTypeInfo, string parameterName)
    {
        using var writer = PayloadWriter.Rent();
        Write(writer.Json, subject, jsonTypeInfo, parameterName);
        return ReadObject(writer, typeof(T), parameterName);
    }

    /// <summary>What is said of a subject that is no object.</summary>
    public static ArgumentException NoObject(Type type, string parameterName) =>
        new($"A subject must serialize to a JSON object, and {type} does not. Wrap it, for example: new {{ username = value }}.", parameterName);

    /// <summary>The metadata of a type, from the application's resolvers.</summary>
    /// <exception cref="InvalidOperationException">No resolver knows the type, which happens in trimmed applications only.</exception>
    public static JsonTypeInfo GetTypeInfo(Type type, JsonSerializerOptions options) =>
        options.TryGetTypeInfo(type, out var typeInfo) ? typeInfo : throw UnknownType(type, inner: null);

    private static JsonElement ReadObject(PayloadWriter writer, Type type, string parameterName)
    {
        writer.Json.Flush();
        return writer.Written is [(byte)'{', ..] ? JsonElement.Parse(writer.Written) : throw NoObject(type, parameterName);
    }

    // The serializer has a different exception for each: a cycle, a depth, half a surrogate, an element of nothing, NaN, an unknown type.
    private static bool IsOfSerializer(Exception exception) =>
        exception is (JsonException or InvalidOperationException or ArgumentException or NotSupportedException) and not UnknownTypeException;

    private static Exception Explain(Exception exception, Type type, string parameterName) =>
        exception is NotSupportedException
            ? UnknownType(type, exception)
            : new ArgumentException(
                $"{type} cannot be written as JSON; the inner exception says why. It may nest {StrictJson.MaximumDepth - 1} levels deep, and hold whatever JSON can say.", parameterName, exception);

    private static UnknownTypeException UnknownType(Type type, Exception? inner) =>
        new($"{type} cannot be serialized: no JSON type information for it, or for a type in it, is registered, as happens in trimmed applications. "
            + $"Add [JsonSerializable(typeof({type.Name}))] to a JsonSerializerContext and register that with builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Insert(0, AppJsonContext.Default)), "
            + $"or pass a JsonTypeInfo: CreateAccessToken(subject, AppJsonContext.Default.{type.Name}).", inner);

    private sealed class UnknownTypeException(string message, Exception? inner) : InvalidOperationException(message, inner);
}
