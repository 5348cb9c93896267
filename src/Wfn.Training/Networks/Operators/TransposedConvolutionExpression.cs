using TorchSharp;
using Wfn.Graph;
using Wfn.Operators;
using static TorchSharp.torch;

namespace Wfn.Training.Networks.Operators;

/// <summary>Transposed convolution: all that the kernel reaches, then cut or filled up to the padding, then the bias.</summary>
internal sealed class TransposedConvolutionExpression : IOperatorExpression
{
    /// <inheritdoc/>
    public Type Node => typeof(TransposedConvolutionNode);

    /// <inheritdoc/>
    public Tensor[] Run(Node node, TorchScope scope)
    {
        var convolution = (TransposedConvolutionNode)node;
        var (window, added) = (convolution.Window, convolution.OutputPadding);
        var whole = nn.functional.conv_transpose2d(
            scope[0],
            Kernel(scope[1], convolution.Groups),
            null,
            [window.StrideHeight, window.StrideWidth],
            [0, 0],
            [0, 0],
            [window.DilationHeight, window.DilationWidth],
            convolution.Groups);
        var sums = nn.functional.pad(
            whole,
            [-window.PadLeft, added[1] - window.PadRight, -window.PadTop, added[0] - window.PadBottom],
            PaddingModes.Constant,
            0);
        return [scope.Optional(2) is { } bias ? sums + bias.reshape(-1, 1, 1) : sums];
    }

    // torch has [inputs, outputs / groups, height, width], each tap where it lands.
    private static Tensor Kernel(Tensor weight, int groups)
    {
        var (outputs, inputs, height, width) = (weight.shape[0], weight.shape[1], weight.shape[2], weight.shape[3]);
        return weight.reshape(groups, outputs / groups, inputs, height, width).transpose(1, 2)
            .reshape(groups * inputs, outputs / groups, height, width).flip(2, 3);
    }
}
