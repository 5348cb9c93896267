extern alias WfnGenerator;

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Wfn.Generator.Tests.Running;
using WfnGenerator::Wfn.Generator;

namespace Wfn.Generator.Tests.Driver;

/// <summary>A project as the compiler hands it to generators, and the driver that runs ours on it, again and again.</summary>
internal sealed class DrivenProject
{
    /// <summary>What a project's own code compiles to beside the models.</summary>
    public const string RootNamespace = "Demo";

    private readonly CSharpParseOptions parsing;
    private readonly Dictionary<string, string> properties;
    private readonly Dictionary<string, AdditionalText> models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> metadata = new(StringComparer.Ordinal);
    private CSharpCompilation compilation;
    private GeneratorDriver driver;

    public DrivenProject(params (string Name, string Value)[] properties)
        : this(LanguageVersion.Latest, GeneratedCompilation.Net100, properties)
    {
    }

    public DrivenProject(LanguageVersion language, TargetFramework framework, params (string Name, string Value)[] properties)
    {
        parsing = new CSharpParseOptions(language, DocumentationMode.Diagnose, preprocessorSymbols: framework.Symbols);
        this.properties = properties.Prepend(("RootNamespace", RootNamespace))
            .ToDictionary(p => "build_property." + p.Item1, p => p.Item2, StringComparer.Ordinal);
        compilation = CSharpCompilation.Create(
            "driven",
            [],
            framework.References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                warningLevel: 9999,
                nullableContextOptions: language < LanguageVersion.CSharp8 ? NullableContextOptions.Disable : NullableContextOptions.Enable));
        driver = CSharpGeneratorDriver.Create(
            [new WfnGenerator::Wfn.Generator.WfnGenerator().AsSourceGenerator()],
            parseOptions: parsing,
            optionsProvider: new Options(this),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
    }

    /// <summary>Adds a model.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="text">Its text.</param>
    /// <param name="item">The metadata of its item.</param>
    public DrivenProject WithModel(string path, string text, params (string Name, string Value)[] item)
    {
        AddText(path, text, item.Prepend(("Model", "true")).ToDictionary(m => "build_metadata.AdditionalFiles.Wfn" + m.Item1, m => m.Item2));
        return this;
    }

    /// <summary>Adds an additional file that is no model.</summary>
    public DrivenProject WithOtherFile(string path, string text)
    {
        AddText(path, text, []);
        return this;
    }

    /// <summary>Puts another file in a model's place, as an editor or a build does, with the same contents or others.</summary>
    public DrivenProject WithChangedModel(string path, string text)
    {
        var changed = new MemoryText(path, text);
        driver = driver.ReplaceAdditionalText(models[path], changed);
        models[path] = changed;
        return this;
    }

    /// <summary>Adds a file of code, or puts another in its place.</summary>
    public DrivenProject WithCode(string path, string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, parsing, path);
        var old = compilation.SyntaxTrees.FirstOrDefault(t => t.FilePath == path);
        compilation = old is null ? compilation.AddSyntaxTrees(tree) : compilation.ReplaceSyntaxTree(old, tree);
        return this;
    }

    /// <summary>Lets the project refer to another.</summary>
    public DrivenProject WithReference(CSharpCompilation library)
    {
        compilation = compilation.AddReferences(library.WithAssemblyName("library").ToMetadataReference());
        return this;
    }

    /// <summary>Runs the generator on what the project is now; steps whose inputs are as before are taken from the run before.</summary>
    public DrivenRun Run()
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var updated, out _);
        return new DrivenRun(driver.GetRunResult().Results.Single(), (CSharpCompilation)updated);
    }

    private void AddText(string path, string text, Dictionary<string, string> values)
    {
        var added = new MemoryText(path, text);
        models.Add(path, added);
        metadata.Add(path, values);
        driver = driver.AddAdditionalTexts([added]);
    }

    private sealed class MemoryText(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Options(DrivenProject project) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(project.properties);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Values(project.metadata[textFile.Path]);
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
            values.TryGetValue(key, out value);
    }
}

/// <summary>What a run of the generator gave.</summary>
/// <param name="Result">Its files, diagnostics and steps.</param>
/// <param name="Compilation">The project with the generated files.</param>
internal sealed record DrivenRun(GeneratorRunResult Result, CSharpCompilation Compilation)
{
    private const string EmbeddedAttribute = "Microsoft.CodeAnalysis.EmbeddedAttribute.cs";

    /// <summary>The names of the models' generated files, sorted.</summary>
    public string[] Files =>
    [
        .. Result.GeneratedSources.Select(s => s.HintName).Where(name => name is not (ModelAttribute.HintName or EmbeddedAttribute)).Order(StringComparer.Ordinal),
    ];

    /// <summary>What the generator reports.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => Result.Diagnostics;

    /// <summary>Why a step's outputs are what they are, in their order.</summary>
    public string Reasons(string step) => string.Join(
        ", ", Result.TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason.ToString()));

    /// <summary>The errors and warnings of the project with the generated files.</summary>
    public string[] Complaints() => [.. GeneratedCompilation.Complaints(Compilation).Select(d => d.ToString())];
}
