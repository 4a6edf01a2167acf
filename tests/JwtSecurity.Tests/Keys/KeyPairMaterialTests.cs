using System.Security.Cryptography;
using JwtSecurity.Tests.TestKit;
using Microsoft.IdentityModel.Tokens;

namespace JwtSecurity.Tests.Keys;

/// <summary>What platforms do differently: each is met here by a stand-in.</summary>
public sealed class KeyPairMaterialTests
{
    [Fact]
    public void A_private_key_that_belongs_to_another_public_one_is_found_at_once()
    {
        var make = () => Make(new ECDsaSecurityKey((ECDsa)KeyPairs.Of("ES256")), new ECDsaSecurityKey((ECDsa)KeyPairs.Other("ES256")));

        make.Should().Throw<CryptographicException>().WithMessage("The private key does not belong to the public one beside it.");
    }

    [Fact]
    public void A_private_key_that_may_not_be_used_is_found_at_once()
    {
        var make = () => Make(new ECDsaSecurityKey((ECDsa)KeyPairs.Of("ES256")), new ECDsaSecurityKey(new ThrowingECDsa()));

        make.Should().Throw<CryptographicException>().WithMessage("access denied");
    }

    [Fact]
    public void A_platform_that_throws_at_a_signature_says_that_it_does_not_match()
    {
        Make(new ECDsaSecurityKey(new ThrowingECDsa()), privateKey: null).Verify("input"u8, new byte[64]).Should().BeFalse();
    }

    private static KeyPairMaterial Make(ECDsaSecurityKey publicKey, ECDsaSecurityKey? privateKey) =>
        new(SigningAlgorithm.Find("ES256")!, 64, [], publicKey, privateKey);

    private sealed class ThrowingECDsa : ECDsa
    {
        public override ECParameters ExportParameters(bool includePrivateParameters) => ((ECDsa)KeyPairs.Of("ES256")).ExportParameters(includePrivateParameters: false);

        public override byte[] SignHash(byte[] hash) => throw new CryptographicException("access denied");

        public override bool VerifyHash(byte[] hash, byte[] signature) => throw new CryptographicException("bad numbers");
    }
}
