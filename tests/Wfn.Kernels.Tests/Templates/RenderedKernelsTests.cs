using Wfn.KernelTemplates;

namespace Wfn.Kernels.Tests.Templates;

/// <summary>The rendered kernels that are checked in are those of the templates beside them.</summary>
public class RenderedKernelsTests
{
    public static TheoryData<string> Templates =>
        [.. TemplateFile.All().Select(f => Path.GetRelativePath(TemplateFile.KernelsFolder, f.TemplatePath))];

    [Theory]
    [MemberData(nameof(Templates))]
    public void RenderedFileIsThatOfItsTemplate(string template)
    {
        var file = new TemplateFile(Path.Combine(TemplateFile.KernelsFolder, template));
        Assert.True(
            File.Exists(file.RenderedPath) && File.ReadAllText(file.RenderedPath) == file.Render(),
            $"{file.RenderedPath} is not what {template} gives; run: dotnet run --project tools/Wfn.KernelTemplates");
    }

    [Fact]
    public void EveryRenderedFileHasATemplate() => Assert.Equal(
        TemplateFile.All().Select(f => f.RenderedPath),
        Directory.GetFiles(TemplateFile.KernelsFolder, "*.g.cs", SearchOption.AllDirectories)
            .Where(p => !p.Contains("/obj/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
}
