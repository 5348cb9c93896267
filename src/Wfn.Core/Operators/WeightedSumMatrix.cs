namespace Wfn.Operators;

/// <summary>
/// A weighted sum as a product of matrices: out[o, p] = bias[o] + Σ over columns of weight[o, column] · met[column, p], where what a column
/// meets at the positions p depends on o's group alone.
/// </summary>
/// <param name="Weight">The weight's place among the operands; row-major, a row for each output.</param>
/// <param name="Bias">The bias' place among the operands; it may be left out.</param>
/// <param name="Outputs">The number of rows.</param>
/// <param name="Groups">The number of groups, which the rows divide into evenly.</param>
/// <param name="Columns">The number of columns.</param>
/// <param name="Positions">The number of positions of one sample.</param>
/// <param name="Gather">Finds out what a column meets.</param>
internal sealed record WeightedSumMatrix(
    int Weight, int Bias, int Outputs, int Groups, int Columns, int Positions, ColumnGather Gather);

/// <summary>Finds out what a column of weights meets.</summary>
/// <param name="input">The operand 0 of one sample.</param>
/// <param name="group">The group.</param>
/// <param name="column">The column.</param>
/// <param name="met">Receives a value for each position.</param>
internal delegate void ColumnGather(ReadOnlySpan<float> input, int group, int column, Span<float> met);
