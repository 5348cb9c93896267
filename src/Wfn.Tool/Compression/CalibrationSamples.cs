using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Tool.Compression;

/// <summary>Samples of all inputs of a network, by which activation formats are chosen and, without training, weights fixed.</summary>
/// <param name="Samples">The samples.</param>
/// <param name="Source">File names and hash of where they are from.</param>
internal sealed record CalibrationSamples(InputSamples Samples, string Source)
{
    /// <summary>How many.</summary>
    public int Count => Samples.Count;

    /// <summary>Some of them, evenly from all.</summary>
    /// <param name="count">How many at most.</param>
    public CalibrationSamples Spread(int count) => this with { Samples = Samples.Spread(count) };

    /// <summary>Data in the shape that a network reads.</summary>
    public static CalibrationSamples Of(NetworkGraph graph, LabelledData data) =>
        new(data.Inputs(graph), data.Source);
}
