using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace JwtSecurity;

/// <summary>
/// The public keys of a set's schemes as a JSON Web Key set (RFC 7517, section 5): those that only verify and those that are not active yet, too.
/// </summary>
internal sealed class JwksDocument
{
    private readonly JwtSchemeSettings[] _schemes;

    public JwksDocument(JwtSchemeSettings[] schemes)
    {
        _schemes = schemes;
        Json = JsonWebKeyWriter.WriteSet(schemes.SelectMany(PublishedBy).Where(key => key.HasPublicPart).DistinctBy(key => (key.KeyId, key.Algorithm, key.Thumbprint)));
        ETag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(SHA256.HashData(Json))}\"");
    }

    private static IEnumerable<SigningKey> PublishedBy(JwtSchemeSettings settings) => settings.KeySources.AreOfAnotherService ? settings.OwnKeys : settings.Keys.All;

    public byte[] Json { get; }

    public EntityTagHeaderValue ETag { get; }

    public bool IsOf(ReadOnlySpan<JwtSchemeSettings> schemes) => _schemes.AsSpan().SequenceEqual(schemes);
}
