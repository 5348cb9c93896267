using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>A matrix product with weights of few bits, several of which lie in a byte, and which have a scale a block.</summary>
internal sealed class MatMulNBitsOperator() : MicrosoftOperator(
    "MatMulNBits", "fully connected layer of the real numbers", "weights or scales computed at run time; other than 2, 4 and 8 bits")
{
    private const int Bias = 5;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        // Says only how precisely products are summed elsewhere.
        node.Ignore("accuracy_level");
        node.Ignore("weight_prepacked");
        MatMulOperator.Multiply(node, graph, node.Activation(0), Weights(node, graph));
        if (node.HasInput(Bias))
        {
            FusedActivation.Add(node, graph, node.Input(Bias));
        }
    }

    // [inputs, outputs]; a row of the packed form has all inputs of an output, block by block, and a whole number of bytes a block.
    private static ConstantValue Weights(OnnxNode node, GraphBuilder graph)
    {
        var (inputs, outputs) = (Extent(node, "K"), Extent(node, "N"));
        var (bits, block) = (node.ToInt(node.Integer("bits", 4), "a number of bits"), Extent(node, "block_size"));
        if (bits is not (2 or 4 or 8))
        {
            throw new UnsupportedException($"weights of {bits} bits");
        }

        var packed = node.Constant(1, "the weights");
        var scales = node.Floats(2, "the scales").Tensor;
        var zeros = node.HasInput(3) ? node.Constant(3, "the zero points").Tensor : null;
        var order = node.HasInput(4) ? node.Constant(4, "the blocks of the inputs").Tensor : null;
        var blocks = (int)(((long)inputs + block - 1) / block);
        var bytes = (((long)block * bits) + 7) / 8;
        var zeroBytes = (((long)blocks * bits) + 7) / 8;
        if (packed.Tensor.IsFloat || packed.Tensor.Count != outputs * blocks * bytes || scales.Count != (long)outputs * blocks
            || (zeros is not null && zeros.Count != (zeros.IsFloat ? (long)outputs * blocks : outputs * zeroBytes))
            || (order is not null && (order.IsFloat || order.Count < inputs || Array.Exists(order.Integers, place => place < 0 || place >= blocks))))
        {
            throw node.Invalid($"has weights {packed.Tensor} and scales {scales} for {outputs} outputs of {inputs} inputs in blocks of {block}");
        }

        int[] extents = [inputs, outputs];
        var values = new float[graph.Budget.ReserveConstant(node, extents)];
        for (var output = 0; output < outputs; output++)
        {
            for (var input = 0; input < inputs; input++)
            {
                var own = order is null ? input / block : (int)order.Integers[input];
                var zero = zeros is null ? 1 << (bits - 1)
                    : zeros.IsFloat ? zeros.Floats[(output * blocks) + own]
                    : Part(zeros.Integers, output * zeroBytes, own, bits);
                var whole = Part(packed.Tensor.Integers, ((output * (long)blocks) + (input / block)) * bytes, input % block, bits);
                values[(input * outputs) + output] = (whole - zero) * scales.Floats[(output * blocks) + own];
            }
        }

        return packed with { Tensor = ConstantTensor.OfFloats(extents, values) };
    }

    // The lowest bits of a byte come first.
    private static int Part(long[] bytes, long first, int place, int bits)
    {
        var each = 8 / bits;
        return (int)(bytes[first + (place / each)] >> (place % each * bits)) & ((1 << bits) - 1);
    }

    private static int Extent(OnnxNode node, string name) => node.ToInt(node.Integer(name, 0), name) is > 0 and var extent ? extent
        : throw node.Invalid($"lacks the attribute '{name}'");
}
