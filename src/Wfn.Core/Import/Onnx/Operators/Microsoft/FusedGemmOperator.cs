using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>A fully connected layer and the function behind it.</summary>
internal sealed class FusedGemmOperator() : MicrosoftOperator("FusedGemm", "fully connected layer, and the function as a node of its own", "what Gemm lacks")
{
    private static readonly GemmOperator Meaning = new();

    private static readonly string[] Arguments = ["activation_alpha", "activation_beta", "activation_gamma"];

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        Meaning.Import(node, graph);
        FusedActivation.Apply(node, graph, [.. Arguments.TakeWhile(node.HasAttribute).Select(name => node.Float(name, 0f))]);
    }
}
