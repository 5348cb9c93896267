using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Lowering;

/// <summary>Shapes as one sample sees them: without the batch axis.</summary>
internal static class SampleShape
{
    /// <summary>An activation's shape without axis 0.</summary>
    public static TensorShape Of(TensorShape activation) => activation.Sample;

    /// <summary>
    /// A constant operand's shape against one sample: where it spells out a batch axis, that must be 1 and goes.
    /// </summary>
    /// <exception cref="WfnException">The constant differs from sample to sample of a batch (WFN1006).</exception>
    public static TensorShape OfConstant(Node node, Parameter constant, int sampleRank)
    {
        if (constant.Shape.Rank <= sampleRank)
        {
            return constant.Shape;
        }

        return constant.Shape.Rank == sampleRank + 1 && constant.Shape[0] == 1
            ? constant.Shape.Sample
            : throw new WfnException(
                DiagnosticCodes.InvalidGraph,
                $"node {DataName.Quote(node.Name)}: the constant {DataName.Quote(constant.Name)} of shape {constant.Shape} does not fit a sample of {sampleRank} axes");
    }
}
