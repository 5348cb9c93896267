using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>The largest value under a window of images that have their channels last.</summary>
internal sealed class NhwcMaxPoolOperator() : MicrosoftOperator("NhwcMaxPool", "max pool between two transpositions", "what MaxPool lacks")
{
    private static readonly MaxPoolOperator Meaning = new();

    /// <inheritdoc/>
    public override int QuantizedOperands => 1;

    /// <inheritdoc/>
    public override bool ComputesIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) =>
        ChannelsLast.Turned(node, graph, node.Activation(0), (own, x) => Meaning.Import(own.With(0, x), graph));
}
