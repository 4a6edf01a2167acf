using System.Globalization;
using System.Text;

namespace JwtSecurity;

/// <summary>
/// What is wrong with a configuration, collected so that one start shows everything.
/// </summary>
internal sealed class StartupFindings
{
    private readonly List<string> _findings = [];

    public bool IsEmpty => _findings.Count == 0;

    /// <summary>Adds a finding: what is wrong, and what to set or call.</summary>
    public void Add(string finding)
    {
        if (!_findings.Contains(finding, StringComparer.Ordinal))
        {
            _findings.Add(finding);
        }
    }

    public void AddAll(StartupFindings others, string prefix) => others._findings.ForEach(finding => Add(prefix + finding));

    public void ThrowIfAny()
    {
        if (_findings.Count > 0)
        {
            throw new InvalidOperationException(ToString());
        }
    }

    public override string ToString()
    {
        if (_findings.Count == 1)
        {
            return "JwtSecurity is not configured correctly. " + _findings[0];
        }

        var text = new StringBuilder("JwtSecurity is not configured correctly:");
        for (var i = 0; i < _findings.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Environment.NewLine}  {i + 1}. {_findings[i]}");
        }

        return text.ToString();
    }
}
