extern alias WfnGenerator;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Wfn.Diagnostics;
using WfnGenerator::Wfn.Generator.Diagnostics;

namespace Wfn.Generator.Tests.Structure;

/// <summary>What can go wrong inside the compiler is told there under its own code.</summary>
public partial class DescriptorTests
{
    // Thrown for options of commands alone: a generator reads none of them.
    private static readonly string[] NeverThere = [DiagnosticCodes.BadOption];

    [Fact]
    public void EveryCodeOfTheGeneratorsSourcesHasADescriptor()
    {
        var project = XDocument.Load(Repository.PathTo("src/Wfn.Generator/Wfn.Generator.csproj"));
        var folders = project.Descendants("Compile").Select(c => c.Attribute("Include")!.Value)
            .Where(include => include.EndsWith("/**/*.cs", StringComparison.Ordinal))
            .Select(include => include["../".Length..^"/**/*.cs".Length])
            .Where(folder => folder != "Wfn.Core/Diagnostics")
            .Append("Wfn.Generator").ToArray();
        var names = SourceFiles.Of(folders).SelectMany(tree => CodeName().Matches(tree.ToString()).Select(m => m.Groups[1].Value)).Distinct();
        var codes = names.Select(name => (string)typeof(DiagnosticCodes).GetField(name, BindingFlags.Public | BindingFlags.Static)!.GetRawConstantValue()!)
            .Except(NeverThere).ToArray();

        Assert.True(codes.Length > 10, $"{codes.Length} codes");
        Assert.All(codes, code => Assert.Equal(code, DiagnosticDescriptors.Of(code).Id));
    }

    [GeneratedRegex(@"DiagnosticCodes\.(\w+)")]
    private static partial Regex CodeName();
}
