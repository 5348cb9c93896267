using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Numerics;

namespace Wfn.Integers;

/// <summary>
/// Proves from codebook, indices and input formats that 32-bit accumulators are exact: the worst case of every operation, for
/// any order of its additions, stays within ±(2^31 − 1), rounding included.
/// </summary>
public static class OverflowProof
{
    /// <summary>The bound of every operation, in the network's order.</summary>
    /// <exception cref="WfnException">An operation may exceed 32 bits (WFN4001, naming it, its bound and a remedy).</exception>
    public static EquatableArray<OverflowBound> Check(FixedPointNetwork network)
    {
        var bounds = Bounds(network);
        foreach (var bound in bounds)
        {
            if (!bound.Fits)
            {
                var what = bound.Bound == AccumulatorBound.None
                    ? "has operands whose scales lie further apart than 31 bits"
                    : $"can reach ±{bound.Bound}, which takes {bound.Bits} bits of the 32 there are";
                throw new WfnException(
                    DiagnosticCodes.Overflow,
                    $"node {DataName.Quote(bound.Operation)}: a sum on the way to {DataName.Quote(bound.Output)} {what}; "
                        + "calibrate again (formats then give up bits where sums need them), with fewer activation bits, or leave "
                        + "the node's weights out of the codebook");
            }
        }

        return bounds;
    }

    /// <summary>The bound of every operation, whether it fits or not.</summary>
    public static EquatableArray<OverflowBound> Bounds(FixedPointNetwork network)
    {
        var tensors = network.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        return network.Operations.Select(o => Bound(o, tensors)).ToEquatableArray();
    }

    private static OverflowBound Bound(FixedPointOperation operation, Dictionary<string, FixedPointTensor> tensors)
    {
        var inputs = operation.Inputs.Select(i => tensors[i].Format).ToArray();
        var output = tensors[operation.Output];
        var widest = inputs.Max(AccumulatorBound.Magnitude);
        var (accumulator, shift) = operation switch
        {
            ConvolutionOperation c => (AccumulatorBound.WeightedSum(c.Weights, c.Bias, inputs[0]), c.Shift),
            LinearOperation l => (AccumulatorBound.WeightedSum(l.Weights, l.Bias, inputs[0]), l.Shift),
            MatrixProductOperation m => (InnerExtent(tensors[m.Inputs[0]].Shape) * Magnitude(inputs[0]) * Magnitude(inputs[1]), m.Shift),
            ChannelAffineOperation a => (AccumulatorBound.ChannelAffine(a, inputs[0]), a.Shift),
            SumOperation s => (AccumulatorBound.Sum(s, inputs), s.Shift),
            ProductOperation p => (AccumulatorBound.Product(p, inputs), p.Shift),
            AveragePoolOperation p => (AccumulatorBound.AveragePool(p, inputs[0]), p.Shift),
            SoftmaxOperation s => (AccumulatorBound.Softmax(s, output.Shape[s.Axis], output.Format), 0),
            ClampOperation c => (widest, c.Shift),
            ConcatOperation c => (widest, c.Shifts.Min()),
            MaxPoolOperation or TableOperation or ReshapeOperation or TransposeOperation or SliceOperation or GatherOperation
                or PadOperation => (widest, 0),
            Float32Operation => (widest, 0),
            _ => throw new NotSupportedException($"{operation.GetType().Name} is not part of the integer vocabulary: nothing proves its sums"),
        };
        var bound = operation is ConcatOperation concat
            ? concat.Shifts.Select((s, i) => AccumulatorBound.WithRounding(Magnitude(inputs[i]), s)).Max()
            : AccumulatorBound.WithRounding(accumulator, shift);
        return new OverflowBound(
            operation.Name,
            operation.Output,
            accumulator,
            shift,
            bound,
            SignedBits(bound),
            (int)(short.MaxValue / Math.Max(1, widest)));
    }

    private static long Magnitude(FixedPointFormat format) => AccumulatorBound.Magnitude(format);

    private static long InnerExtent(TensorShape left) => left[left.Rank - 1];

    private static int SignedBits(long bound)
    {
        var bits = 1;
        for (; bound > 0; bound >>= 1)
        {
            bits++;
        }

        return bits;
    }
}
