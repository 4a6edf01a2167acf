using Microsoft.AspNetCore.Http;

namespace JwtSecurity.Tests.Guard;

/// <summary>What is below a path, for anybody who may read it afterwards.</summary>
public sealed class PathPrefixTests
{
    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/")]
    [InlineData("/api/v1/orders/7")]
    [InlineData("/API/V1/orders")]
    [InlineData("//api/v1/orders")]
    [InlineData("/api//v1/orders")]
    [InlineData("///api/v1")]
    [InlineData("/./api/v1")]
    [InlineData("/api/./v1")]
    [InlineData("/x/../api/v1")]
    [InlineData("/x/y/../../api/v1/orders")]
    [InlineData("/../../api/v1")]
    [InlineData("/api/x/../v1")]
    [InlineData("/api/v1/../../public")]
    [InlineData("/api%2Fv1")]
    [InlineData("/api%2fv1%2forders")]
    [InlineData("/x%2F..%2Fapi/v1")]
    [InlineData("/api\\v1\\orders")]
    [InlineData("/\\api/v1")]
    [InlineData("/api%5Cv1")]
    [InlineData("/api%5c..%5capi/v1")]
    [InlineData("/api./v1")]
    [InlineData("/api /v1. .")]
    public void A_path_at_or_below_the_prefix_is_covered(string path) => PathPrefix.Parse("/api/v1").Covers(new PathString(path)).Should().BeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/api/v10")]
    [InlineData("/api/v1x/orders")]
    [InlineData("/apis/v1")]
    [InlineData("/x/api/v1")]
    [InlineData("/api/x/v1")]
    [InlineData("/api/../v1")]
    [InlineData("/api/v")]
    [InlineData("/api/v1%")]
    [InlineData("/api/v1%2")]
    [InlineData("/api/v1%20")]
    [InlineData("/api/.v1")]
    [InlineData("/.../api/v1")]
    public void Another_path_is_not(string path) => PathPrefix.Parse("/api/v1").Covers(new PathString(path)).Should().BeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/x")]
    [InlineData("//")]
    public void A_slash_covers_everything(string path) => PathPrefix.Parse("/").Covers(new PathString(path)).Should().BeTrue();

    [Theory]
    [InlineData("/api/")]
    [InlineData("/api.")]
    [InlineData("/API")]
    public void However_the_prefix_is_written(string prefix)
    {
        PathPrefix.FindFault(prefix).Should().BeNull();
        PathPrefix.Parse(prefix).Covers("/api/x").Should().BeTrue();
        PathPrefix.Parse(prefix).Covers("/apix").Should().BeFalse();
    }

    [Theory]
    [InlineData("", "is '', which does not begin with a slash. Write '/'.")]
    [InlineData("api", "is 'api', which does not begin with a slash. Write '/api'.")]
    [InlineData("~/api", "is '~/api', which does not begin with a slash. Write '//api'.")]
    [InlineData("https://example.com/api", "is 'https://example.com/api', which does not begin with a slash*")]
    [InlineData("/x?y", "is '/x?y', and '?' has no place in it*Write segments alone, as in '/api/v1'.")]
    [InlineData("/x#y", "*'#' has no place in it*")]
    [InlineData("/api/*", "*'[*]' has no place in it*")]
    [InlineData("/api/{id}", "*'{' has no place in it*")]
    [InlineData("/a%20b", "*'%' has no place in it*")]
    [InlineData("/a\\b", "*'\\' has no place in it*")]
    [InlineData("/a\nb", "has a control character*")]
    [InlineData("//", "*an empty segment*")]
    [InlineData("//api", "*an empty segment*")]
    [InlineData("/api//", "*an empty segment*")]
    [InlineData("/api//v1", "*an empty segment*")]
    [InlineData("/api/../v1", "*one of dots*")]
    [InlineData("/./api", "*one of dots*")]
    [InlineData("/ ", "*an empty segment*")]
    public void A_text_that_is_no_path_is_a_mistake_with_a_cure(string prefix, string fault) => PathPrefix.FindFault(prefix).Should().Match(fault.Replace("[*]", "*"));
}
