using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Determinants of square matrices, by minors of rows from the last one up.</summary>
internal sealed class DetOperator() : OnnxOperator("Det", "products and sums of minors", "matrices of more than six rows")
{
    private const int MostRows = 6;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var shape = x.Shape;
        var rows = shape.Rank < 2 ? 0 : shape[shape.Rank - 1];
        if (rows < 1 || shape[shape.Rank - 2] != rows)
        {
            throw node.Invalid($"has no square matrices {shape}");
        }

        if (rows > MostRows)
        {
            throw new UnsupportedException($"matrices of {rows} rows");
        }

        int[] before = [.. shape.Dimensions.Take(shape.Rank - 2)];
        var flat = graph.Reshaped(node, "matrices", x, TensorShape.Of([.. before, rows * rows]));

        // The minor of the last rows and of a set of as many columns, by the columns' bits.
        var minors = new Dictionary<int, ActivationValue>();
        for (var row = rows - 1; row >= 0; row--)
        {
            var below = minors;
            minors = Enumerable.Range(0, 1 << rows).Where(columns => Count(columns) == rows - row).ToDictionary(columns => columns, columns => Minor(row, columns, below));
        }

        graph.ReshapeResult(node, minors.Single().Value, TensorShape.Of(before));

        ActivationValue Minor(int row, int columns, Dictionary<int, ActivationValue> below)
        {
            ActivationValue? sum = null;
            var isAdded = true;
            for (var column = 0; column < rows; column++)
            {
                if ((columns & (1 << column)) == 0)
                {
                    continue;
                }

                var element = AxisParts.Take(node, graph, flat, before.Length, [(row * rows) + column]);
                var term = row == rows - 1 ? element
                    : BinaryImport.Step(node, graph, BinaryOperator.Multiply, element, below[columns & ~(1 << column)]);
                sum = sum is null ? term : BinaryImport.Step(node, graph, isAdded ? BinaryOperator.Add : BinaryOperator.Subtract, sum, term);
                isAdded = !isAdded;
            }

            return sum!;
        }
    }

    private static int Count(int bits) => bits == 0 ? 0 : (bits & 1) + Count(bits >> 1);
}
