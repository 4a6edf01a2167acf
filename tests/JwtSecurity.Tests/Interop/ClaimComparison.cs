using System.Text.Json;
using System.Text.Json.Nodes;

namespace JwtSecurity.Tests.Interop;

/// <summary>Claims compared one by one, whatever their order and spelling.</summary>
internal static class ClaimComparison
{
    public static void ShouldSay(this JsonElement actual, JsonElement expected)
    {
        actual.EnumerateObject().Select(member => member.Name).Should().BeEquivalentTo(expected.EnumerateObject().Select(member => member.Name));
        foreach (var member in expected.EnumerateObject())
        {
            JsonNode.DeepEquals(JsonNode.Parse(actual.GetProperty(member.Name).GetRawText()), JsonNode.Parse(member.Value.GetRawText()))
                .Should().BeTrue("'{0}' is {1} there and {2} here", member.Name, actual.GetProperty(member.Name).GetRawText(), member.Value.GetRawText());
        }
    }
}
