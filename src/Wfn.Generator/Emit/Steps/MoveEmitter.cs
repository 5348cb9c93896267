using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>Operations that only move elements.</summary>
internal static class MoveEmitter
{
    public static void Emit(MoveStep step, ModelCode code)
    {
        for (var i = 0; i < step.Moves.Count; i++)
        {
            var move = step.Moves[i];
            var layer = code.Field(code.Kernel("StridedCopy"), "Move", CSharpText.Comment(step.Node), CallText.New(
                "StridedCopy",
                ("extents", CSharpText.Array(move.Extents)),
                ("sourceStart", CSharpText.Number(move.SourceStart)),
                ("sourceStrides", CSharpText.Array(move.SourceStrides)),
                ("destinationStart", CSharpText.Number(move.DestinationStart)),
                ("destinationStrides", CSharpText.Array(move.DestinationStrides))));
            code.Run(step, "move", $"{layer}.Run<{code.Element}>({ModelCode.Span(step.Inputs[i])}, {ModelCode.Span(step.Output)})");
        }
    }

    public static void Emit(PadStep step, ModelCode code)
    {
        var layer = code.Field(
            code.Kernel("PadCopy"),
            "Pad",
            CSharpText.Comment(step.Node),
            $"PadCopy.With{step.Mode}({CSharpText.Array(step.Extents)}, {CSharpText.Array(step.Before)}, {CSharpText.Array(step.After)})");
        var value = code.Input.IsFixedPoint ? CSharpText.Number((long)step.Value) : CSharpText.Number(step.Value);
        code.Run(step, "pad", $"{layer}.Run<{code.Element}>({ModelCode.Span(step.Inputs[0])}, {ModelCode.Span(step.Output)}, {value})");
    }
}
