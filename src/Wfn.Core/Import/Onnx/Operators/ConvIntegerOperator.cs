using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A convolution of integers less their zero points.</summary>
internal sealed class ConvIntegerOperator() : OnnxOperator(
    "ConvInteger",
    "convolution of the integers, or of the real numbers that DynamicQuantizeLinear is read as",
    "kernels computed at run time; integers that QuantizeLinear made")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = QuantizedProduct.Left(node, graph, 2);
        ConvolutionImport.Run(node, graph, x, QuantizedProduct.Right(node, graph, 1, 3, isKernel: true), null);
        QuantizedProduct.IsOfIntegers(node, graph);
    }
}
