using Wfn.Diagnostics;
using Wfn.Generator.Model;

namespace Wfn.Generator;

/// <content>From a model to its code.</content>
public sealed partial class WfnGenerator
{
    private static ModelOutput Generate(ResolvedModel model)
    {
        GenerationOptions options;
        try
        {
            options = MetadataOptions.Of(model.File.Metadata, model.Namespace, model.ClassName, model.IsPublic, model.File.FileName, model.Tests);
        }
        catch (WfnException e)
        {
            return new ModelOutput(default, [new DiagnosticInfo(e.Code, model.File.Tell(e.Message), LocationInfo.OfLine(model.File.ShownItem, 0))]);
        }

        var result = ModelSource.Generate(model.File.ReadText(), options);
        return new ModelOutput(
            result.Sources.ToEquatableArray(),
            result.Diagnostics
                .Select(d => new DiagnosticInfo(d.Code, model.File.Tell(d.Message), LocationInfo.OfLine(model.File.ShownItem, model.File.ItemLine(d.Line))))
                .Concat(ItemWarning.Split(model.File.Metadata.Warnings)
                    .Select(w => new DiagnosticInfo(w.Code, model.File.Tell(w.Message), LocationInfo.OfLine(model.File.ShownItem, 0))))
                .ToEquatableArray());
    }
}
