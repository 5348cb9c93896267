using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Wfn.Generator.Diagnostics;
using Wfn.Generator.Model;

namespace Wfn.Generator;

/// <content>What the compiler has, as models of the pipeline.</content>
public sealed partial class WfnGenerator
{
    private const string ItemPrefix = "build_metadata.AdditionalFiles.";
    private const string PropertyPrefix = "build_property.";

    private static ModelFile? ReadFile(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancellation)
    {
        var item = options.GetOptions(file);
        if (Metadatum(item, "WfnModel").Length == 0 || file.GetText(cancellation) is not { } text)
        {
            return null;
        }

        var itemNamespace = Metadatum(item, "WfnNamespace");
        return new ModelFile(file.Path, text, new ModelMetadata
        {
            Item = Metadatum(item, "WfnItem"),
            Namespace = itemNamespace.Length > 0 ? itemNamespace : Value(options.GlobalOptions, PropertyPrefix + "RootNamespace"),
            ClassName = Metadatum(item, "WfnClassName"),
            Numerics = Metadatum(item, "WfnNumerics"),
            Kernel = Metadatum(item, "WfnKernel"),
            TablesResource = Metadatum(item, "WfnTablesResource"),
            GoldenTest = Metadatum(item, "WfnGoldenTest"),
            MaxAccuracyLoss = Metadatum(item, "WfnMaxAccuracyLoss"),
            Warnings = Metadatum(item, "WfnWarnings"),
            MaxMemory = Value(options.GlobalOptions, PropertyPrefix + "WfnMaxMemory"),
            MaxTableBytes = Value(options.GlobalOptions, PropertyPrefix + "WfnMaxTableBytes"),
        });
    }

    private static string Value(AnalyzerConfigOptions options, string key) => options.TryGetValue(key, out var value) ? value.Trim() : "";

    private static string Metadatum(AnalyzerConfigOptions item, string name) => MetadataText.Decode(Value(item, ItemPrefix + name));

    // Then models are no additional files, and the build's own task has made files of them.
    private static bool IsBuildEmitting(AnalyzerConfigOptions options) =>
        string.Equals(Value(options, PropertyPrefix + "WfnEmit"), "Files", StringComparison.OrdinalIgnoreCase);

    // Absolute where the package says where its page lies.
    private static string HelpPage(AnalyzerConfigOptions options) =>
        Uri.TryCreate(Value(options, PropertyPrefix + "WfnHelpFile"), UriKind.Absolute, out var page) ? page.AbsoluteUri : DiagnosticDescriptors.HelpPage;

    private static bool IsClass(SyntaxNode node) => node is ClassDeclarationSyntax;

    private static ModelTarget ReadTarget(GeneratorAttributeSyntaxContext context)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (ClassDeclarationSyntax)context.TargetNode;
        var attribute = context.Attributes[0];
        var argument = attribute.ConstructorArguments.Length == 1 ? attribute.ConstructorArguments[0].Value as string : null;
        return new ModelTarget
        {
            ModelName = argument ?? "",
            Namespace = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            ClassName = type.Name,
            Problem = Problem(type, declaration),
            Location = LocationInfo.Of((attribute.ApplicationSyntaxReference?.GetSyntax() ?? declaration).GetLocation()),
        };
    }

    private static string? Problem(INamedTypeSymbol type, ClassDeclarationSyntax declaration) =>
        type.ContainingType is not null ? "it is nested in another type"
        : type.IsFileLocal ? "it is local to its file"
        : type.IsGenericType ? "it is generic"
        : HasKeyword(type) ? "its name or its namespace's holds a keyword"
        : !type.IsStatic ? "it is not static"
        : !declaration.Modifiers.Any(SyntaxKind.PartialKeyword) ? "it is not partial"
        : null;

    private static bool HasKeyword(INamedTypeSymbol type)
    {
        for (INamespaceOrTypeSymbol? part = type; part is not null and not INamespaceSymbol { IsGlobalNamespace: true }; part = part.ContainingNamespace)
        {
            if (SyntaxFacts.GetKeywordKind(part.Name) != SyntaxKind.None)
            {
                return true;
            }
        }

        return false;
    }
}
