using Wfn.Graph;
using Wfn.Import.Folding;

namespace Wfn.Import.Families;

/// <summary>The matrices of fully connected layers as parameters.</summary>
internal static class LinearImport
{
    /// <summary>The parameter [outputs, inputs] of a constant matrix.</summary>
    /// <param name="node">The node, for messages.</param>
    /// <param name="graph">Takes the parameter.</param>
    /// <param name="matrix">The constant, of two axes (others are taken as they come).</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="transpose">Whether it stands as [inputs, outputs].</param>
    /// <param name="scale">A factor on every element.</param>
    public static string Weight(ModelNode node, GraphBuilder graph, ConstantValue matrix, int rows, int columns, bool transpose, float scale = 1f)
    {
        if (!transpose && scale == 1f)
        {
            return graph.Parameter(matrix, ParameterRole.Weight, rows, columns);
        }

        graph.Budget.ReserveConstant(node, [rows, columns]);
        var form = (transpose ? "transposed" : "") + (scale == 1f ? "" : Scaled(scale));
        return graph.Parameter(matrix, ParameterRole.Weight, form, transpose ? [columns, rows] : [rows, columns], tensor =>
        {
            var flat = tensor.WithExtents([rows, columns]);
            var values = (transpose ? ConstantLayout.Transpose(flat, [1, 0]) : flat).Floats;
            return scale == 1f ? values : [.. values.Select(value => scale * value)];
        });
    }

    /// <summary>A bias of one value an output, out of a constant that broadcasts to [batch, outputs].</summary>
    public static string Bias(ModelNode node, GraphBuilder graph, ConstantValue bias, int outputs, float scale)
    {
        var tensor = bias.Tensor;
        var last = tensor.Rank == 0 ? 1 : tensor.Extents[tensor.Rank - 1];
        if (last != 1 && last != outputs)
        {
            throw node.Invalid($"has a bias {tensor}, which does not fit its {outputs} outputs");
        }

        if (tensor.Count != last)
        {
            throw new UnsupportedException($"a bias {tensor} that reaches along the batch");
        }

        if (last == outputs && scale == 1f)
        {
            return graph.Parameter(bias, ParameterRole.Bias, outputs);
        }

        graph.Budget.ReserveConstant(node, [outputs]);
        return graph.Parameter(
            bias,
            ParameterRole.Bias,
            "bias" + (scale == 1f ? "" : Scaled(scale)),
            [outputs],
            source => [.. Enumerable.Range(0, outputs).Select(output => scale * source.Floats[last == 1 ? 0 : output])]);
    }

    private static string Scaled(float scale) => "scaled" + scale.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
