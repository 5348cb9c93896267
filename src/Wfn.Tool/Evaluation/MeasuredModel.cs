using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Import;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Evaluation;

/// <summary>A model file with the data that it is measured on, read as the model reads numbers.</summary>
/// <param name="File">The model.</param>
/// <param name="Data">The data.</param>
internal sealed record MeasuredModel(ModelFile File, LabelledData Data)
{
    /// <summary>Reads both; what an artifact records of reading numbers holds unless options say otherwise.</summary>
    /// <exception cref="WfnException">The model or the data cannot be read, or they do not fit each other.</exception>
    public static MeasuredModel Read(string model, string data, DataReadOptions reading, ImportOptions import, IProgressDisplay progress) =>
        Of(ModelFile.Read(model, import), data, reading with { Memory = import.Memory }, progress);

    /// <summary>Reads the data of a model that was read before.</summary>
    /// <exception cref="WfnException">The data cannot be read, or does not fit the model.</exception>
    public static MeasuredModel Of(ModelFile file, string data, DataReadOptions reading, IProgressDisplay progress)
    {
        var options = reading.Preprocessing is null && file.Artifact is { } artifact && InputPreprocessing.Find(artifact) is { } recorded
            ? reading with { Preprocessing = recorded }
            : reading;
        return new MeasuredModel(file, ModelData.Read(data, options, file.Graph, progress));
    }

    /// <summary>What runs it: the original and uncalibrated artifacts in float, others as asked.</summary>
    public INetworkEngine Engine(bool isFixed) => File.Artifact is not { } artifact ? Engines.Float(File.Graph)
        : isFixed ? Engines.FixedPoint(artifact) : Engines.Float(artifact);
}
