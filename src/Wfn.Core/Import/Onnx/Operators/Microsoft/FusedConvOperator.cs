using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>A convolution, what is added to it, and the function behind.</summary>
internal sealed class FusedConvOperator() : MicrosoftOperator("FusedConv", "convolution, a sum, and the function as a node of its own", "what Conv lacks")
{
    private const int Addend = 3;

    private static readonly ConvOperator Meaning = new();

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        Meaning.Import(node.With([node.Input(0), node.Input(1), node.Optional(2)]), graph);
        if (node.HasInput(Addend))
        {
            FusedActivation.Add(node, graph, node.Input(Addend));
        }

        FusedActivation.Apply(node, graph, node.Floats("activation_params") ?? []);
    }
}
