using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Evaluation;

/// <summary>Data for a network.</summary>
internal static class ModelData
{
    /// <summary>Reads data and brings it into the shape that the network reads.</summary>
    /// <exception cref="WfnException">
    /// A file is missing (WFN1001), damaged (WFN3001), or does not fit the network's input or output (WFN3002) or classes (WFN3003).
    /// </exception>
    public static LabelledData Read(string specification, DataReadOptions options, NetworkGraph graph, IProgressDisplay progress)
    {
        // Images become grey or coloured as the network reads them; what it reads as whole numbers stays so.
        var image = graph.Inputs is [var input] ? Image(input.Shape.Sample) : null;
        var data = DataReader.Read(
            specification,
            graph,
            options with
            {
                Channels = image?.Channels,
                ImageSize = image is { } size ? (size.Height, size.Width) : null,
                SampleElements = graph.Inputs.Count == 1 ? graph.Inputs[0].Shape.Sample.ElementCount : null,
                Preprocessing = options.Preprocessing ?? (graph.Inputs is [{ Given: not ElementType.Float32 }] ? new InputPreprocessing() : null),
            });
        var fitted = data.Fit(graph);
        if (fitted.Remark.Length > 0)
        {
            progress.Note(fitted.Remark);
        }

        return fitted;
    }

    // Of one image: [channels, height, width], where the network has no batch perhaps with an axis of 1 in front.
    private static (int Channels, int Height, int Width)? Image(TensorShape sample) => sample.Rank == 3 || (sample.Rank == 4 && sample[0] == 1)
        ? (sample[sample.Rank - 3], sample[sample.Rank - 2], sample[sample.Rank - 1])
        : null;

    /// <summary>The data itself when it has labels (or other targets).</summary>
    /// <exception cref="WfnException">It has none (WFN3001).</exception>
    public static LabelledData RequireLabels(LabelledData data, string specification) => data.HasLabels
        ? data
        : throw new WfnException(
            DiagnosticCodes.BadData, "the data has no labels; measuring needs a class, or real numbers, for every sample", specification);
}
