namespace Wfn.KernelCalls;

/// <summary>How several samples share a call.</summary>
/// <param name="Weights">Weights that they then read once; 0 where there are none.</param>
public abstract record BatchForm(long Weights);

/// <summary>In float32 they are rows of a matrix.</summary>
/// <param name="Weights">The number of weights.</param>
/// <param name="Inputs">Elements of a row.</param>
/// <param name="Outputs">Elements of a row of the result.</param>
public sealed record RowBatch(long Weights, int Inputs, int Outputs) : BatchForm(Weights);

/// <summary>They are the pixels of a row.</summary>
/// <param name="Weights">The number of weights.</param>
/// <param name="Source">How a sample's input lies.</param>
/// <param name="Result">How a sample's output lies.</param>
/// <param name="BlockOutputs">Output channels whose totals are held at once.</param>
public sealed record ChannelsLastBatch(long Weights, ChannelsLastLayout Source, ChannelsLastLayout Result, int BlockOutputs) : BatchForm(Weights);

/// <summary>A copy between two such calls, whose row becomes longer.</summary>
/// <param name="Layout">How a sample's elements lie on the side where channels lie side by side.</param>
/// <param name="ToRowMajor">Whether it goes to planes.</param>
public sealed record CopyBatch(ChannelsLastLayout Layout, bool ToRowMajor) : BatchForm(0);

/// <summary>Sums of additions and shifts: the samples of every element lie side by side.</summary>
/// <param name="Layer">The layer.</param>
public sealed record ShiftAddBatch(ShiftAddLayer Layer) : BatchForm(Layer.Weights.Indices.Count);
