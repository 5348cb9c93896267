using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A convolution of integers less their zero points.</summary>
internal sealed class ConvIntegerOperator() : OnnxOperator(
    "ConvInteger",
    "convolution of the integers, or of the real numbers that DynamicQuantizeLinear is read as",
    "kernels computed at run time")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = QuantizedProduct.Numbers(node, graph, 0, 2);
        ConvolutionImport.Run(node, graph, x, QuantizedProduct.Constant(node, graph, 1, 3, isKernel: true), null);
        QuantizedProduct.IsOfIntegers(node, graph);
    }
}
