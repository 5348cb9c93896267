using Microsoft.CodeAnalysis;
using Wfn.Generator.Model;

namespace Wfn.Generator;

/// <summary>From <c>.wfn</c> items to classes. This file is the wiring; Parser reads what the compiler has, Execute makes the code.</summary>
[Generator(LanguageNames.CSharp)]
public sealed partial class WfnGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        context.RegisterPostInitializationOutput(static output =>
        {
            var isMarked = ModelAttribute.IsMarkedFor(typeof(Compilation).Assembly.GetName().Version);
            if (isMarked)
            {
                output.AddSource(ModelAttribute.EmbeddedHintName, ModelAttribute.EmbeddedSource);
            }

            output.AddSource(ModelAttribute.HintName, ModelAttribute.Source(isMarked));
        });

        var files = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, cancellation) => ReadFile(pair.Left, pair.Right, cancellation))
            .Where(static file => file is not null)
            .Select(static (file, _) => file!)
            .WithTrackingName(TrackingNames.ModelFiles);

        var targets = context.SyntaxProvider
            .ForAttributeWithMetadataName(ModelAttribute.MetadataName, static (node, _) => IsClass(node), static (target, _) => ReadTarget(target))
            .WithTrackingName(TrackingNames.ModelTargets);

        var compilation = context.CompilationProvider
            .Select(static (compilation, _) => CompilationTarget.Of(compilation))
            .WithTrackingName(TrackingNames.CompilationTarget);

        var isBuildEmitting = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => IsBuildEmitting(options.GlobalOptions))
            .WithTrackingName(TrackingNames.IsBuildEmitting);

        var resolved = files.Collect()
            .Combine(targets.Collect())
            .Combine(compilation)
            .Combine(isBuildEmitting)
            .Select(static (all, _) => NameResolution.Resolve(all.Left.Left.Left, all.Left.Left.Right, all.Left.Right, all.Right))
            .WithTrackingName(TrackingNames.ResolvedModels);

        var outputs = resolved
            .SelectMany(static (all, _) => all.Models)
            .WithTrackingName(TrackingNames.ResolvedModel)
            .Select(static (model, _) => Generate(model))
            .WithTrackingName(TrackingNames.ModelOutputs);

        context.RegisterSourceOutput(
            outputs.SelectMany(static (output, _) => output.Sources).WithTrackingName(TrackingNames.Sources),
            static (output, source) => output.AddSource(source.HintName, source.Text));

        // Apart from the sources: a diagnostic that moves never makes code again.
        var helpPage = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => HelpPage(options.GlobalOptions));
        context.RegisterSourceOutput(
            outputs.SelectMany(static (output, _) => output.Diagnostics).WithTrackingName(TrackingNames.Diagnostics).Combine(helpPage),
            static (output, told) => output.ReportDiagnostic(told.Left.ToDiagnostic(told.Right)));
        context.RegisterSourceOutput(resolved.Combine(helpPage), static (output, told) =>
        {
            foreach (var diagnostic in told.Left.Diagnostics)
            {
                output.ReportDiagnostic(diagnostic.ToDiagnostic(told.Right));
            }
        });
    }
}
