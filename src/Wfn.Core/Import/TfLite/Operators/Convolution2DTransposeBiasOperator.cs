using System.Buffers.Binary;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>
/// MediaPipe's transposed convolution with a bias; its options are the three integers padding, stride of columns and stride of rows.
/// </summary>
internal sealed class Convolution2DTransposeBiasOperator() : TfLiteOperator(
    "Convolution2DTransposeBias", "transposed convolution (an operator of MediaPipe's own)", "kernels computed at run time")
{
    private const int Same = 1;
    private const int Valid = 2;

    /// <inheritdoc/>
    public override bool IsCustom => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var options = node.CustomOptions;
        if (options.Length < 12)
        {
            throw node.Invalid($"has options of {options.Length} bytes");
        }

        var padding = BinaryPrimitives.ReadInt32LittleEndian(options);
        TransposedWindow.Result(node, graph, new TransposedWindow
        {
            Input = 0,
            Bias = 2,
            Target = node.Result(0).Shape,
            IsSame = padding is Same or Valid ? padding == Same : throw node.Invalid($"has the padding number {padding}"),
            Strides = (BinaryPrimitives.ReadInt32LittleEndian(options.Slice(8)), BinaryPrimitives.ReadInt32LittleEndian(options.Slice(4))),
        });
    }
}
