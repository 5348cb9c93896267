using Wfn.Diagnostics;
using Wfn.Generator.Model;

namespace Wfn.Build;

/// <summary>The assemblies that a project compiles against, as far as generated code asks: by their names, as no compiler is at hand.</summary>
/// <param name="Files">Paths of assemblies.</param>
/// <param name="Framework">MSBuild's <c>TargetFrameworkIdentifier</c>.</param>
/// <param name="FrameworkVersion">MSBuild's <c>TargetFrameworkVersion</c>, such as <c>v4.7.2</c>.</param>
internal sealed record ProjectReferences(EquatableArray<string> Files, string Framework, string FrameworkVersion)
{
    private static readonly (string Assembly, TestFramework Framework)[] TestFrameworks =
    [
        ("xunit.core", TestFramework.XUnit),
        ("xunit.v3.core", TestFramework.XUnit),
        ("nunit.framework", TestFramework.NUnit),
        ("MSTest.TestFramework", TestFramework.MSTest),
        ("Microsoft.VisualStudio.TestPlatform.TestFramework", TestFramework.MSTest),
    ];

    /// <summary>The test framework, or null.</summary>
    public TestFramework? Tests
    {
        get
        {
            foreach (var (assembly, framework) in TestFrameworks)
            {
                if (Has(assembly))
                {
                    return framework;
                }
            }

            return null;
        }
    }

    /// <summary>Checks that the project has spans, which generated code works on.</summary>
    /// <exception cref="WfnException">It has none (WFN4007).</exception>
    public void RequireSpans(string project)
    {
        var isOld = Framework == ".NETFramework" || (Framework == ".NETStandard" && FrameworkVersion is "v2.0" or "v1.6");
        if (isOld && !Files.IsEmpty && !Has("System.Memory"))
        {
            throw new WfnException(DiagnosticCodes.LanguageVersion, LanguageVersionProblem.NoSpans, project);
        }
    }

    private bool Has(string assembly) =>
        Files.Any(file => string.Equals(Path.GetFileNameWithoutExtension(file), assembly, StringComparison.OrdinalIgnoreCase));
}
