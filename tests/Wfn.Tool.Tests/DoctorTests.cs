using Wfn.Tool.Doctor;

namespace Wfn.Tool.Tests;

public class DoctorTests
{
    [Fact]
    public void ThisMachineIsDescribed()
    {
        var json = ToolRun.Of("doctor", "--json").Json();

        Assert.True(json.GetProperty("isHealthy").GetBoolean());
        var findings = json.GetProperty("findings").EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!);
        Assert.Equal("ok", findings[".NET SDK"].GetProperty("state").GetString());
        Assert.Contains("bits", findings["vectors of generated code"].GetProperty("found").GetString(), StringComparison.Ordinal);
        Assert.Contains("libtorch", findings["libtorch, for training"].GetProperty("found").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("6.0.428 [/usr/share/dotnet/sdk]\n7.0.100 [/usr/share/dotnet/sdk]\n", true)]
    [InlineData("8.0.404 [/usr/share/dotnet/sdk]\n", false)]
    [InlineData("9.0.100 [/usr/share/dotnet/sdk]\n10.0.100 [/usr/share/dotnet/sdk]\n", false)]
    public void AnSdkThatIsTooOldIsSaid(string? list, bool isMissing)
    {
        var finding = Examination.Sdk(list);

        Assert.Equal(isMissing ? FindingState.Missing : FindingState.Ok, finding.State);
        Assert.Equal(isMissing, finding.Advice.Contains("install the .NET 10 SDK", StringComparison.Ordinal));
    }

    [Fact]
    public void AProjectOfAnotherVersionIsToldAndOneThatSaysNoneIsNot()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("A.csproj"), """<Project><ItemGroup><PackageReference Include="Wfn.Build" Version="0.0.1" /></ItemGroup></Project>""");
        File.WriteAllText(folder.File("B.csproj"), """<Project><ItemGroup><PackageReference Include="Wfn.Build" /></ItemGroup></Project>""");
        File.WriteAllText(folder.File("C.csproj"), """<Project><ItemGroup><PackageReference Include="Other" Version="1.0.0" /></ItemGroup></Project>""");
        File.WriteAllText(folder.File("D.csproj"), "<Project>");
        File.WriteAllText(
            folder.File("Directory.Packages.props"),
            """<Project><ItemGroup><PackageVersion Include="Wfn.Build"><Version>0.0.2</Version></PackageVersion></ItemGroup></Project>""");

        var findings = Examination.Projects(folder.Root).Select(Examination.Project).ToArray();

        Assert.Equal(
            ["Wfn.Build in A.csproj", "Wfn.Build in B.csproj", "Wfn.Build in Directory.Packages.props"],
            findings.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["0.0.1", "0.0.2"], findings.Where(f => f.State == FindingState.Advice).Select(f => f.Found).Order());
    }

    [Fact]
    public void AnErrorGivesThePageThatExplainsItAndPagesByTheirPath()
    {
        var run = ToolRun.Of("inspect", "missing.wfn");

        var help = Assert.Single(run.Error.Split('\n'), line => line.StartsWith("help: ", StringComparison.Ordinal)).Trim();
        Assert.EndsWith("/docs/diagnostics/WFN1001.md", help, StringComparison.Ordinal);
        Assert.True(File.Exists(new Uri(help["help: ".Length..].Split('#')[0]).LocalPath));
        Assert.Equal(
            $"see {Path.Combine(AppContext.BaseDirectory, "docs", "supported-operators.md")}, not docs/nothing.md",
            Diagnostics.DocumentationPages.Resolve("see docs/supported-operators.md, not docs/nothing.md", Path.Combine(AppContext.BaseDirectory, "docs")));
    }
}
