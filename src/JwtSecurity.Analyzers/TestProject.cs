using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace JwtSecurity.Analyzers;

/// <summary>
/// Tells projects of tests by the framework they refer to: what they hold is for nobody but themselves.
/// </summary>
internal static class TestProject
{
    private static readonly HashSet<string> s_frameworks = new(StringComparer.OrdinalIgnoreCase)
    {
        "xunit.core",
        "xunit.v3.core",
        "nunit.framework",
        "MSTest.TestFramework",
        "Microsoft.VisualStudio.TestPlatform.TestFramework",
        "TUnit.Core",
    };

    public static bool Is(Compilation compilation) => compilation.ReferencedAssemblyNames.Any(assembly => s_frameworks.Contains(assembly.Name));
}
