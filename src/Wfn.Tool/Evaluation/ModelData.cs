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
    /// A file is missing (WFN1001), damaged (WFN3001), does not fit the network's input (WFN3002) or classes (WFN3003), or has no
    /// labels although they are needed (WFN3001).
    /// </exception>
    public static LabelledData Read(
        string specification, string? labelColumn, NetworkGraph graph, bool needsLabels, IProgressDisplay progress)
    {
        var data = DataReader.Read(specification, new DataReadOptions { LabelColumn = labelColumn });
        if (needsLabels && !data.HasLabels)
        {
            throw new WfnException(DiagnosticCodes.BadData, "the data has no labels; accuracy and training need a class for every sample", specification);
        }

        if (data.Remark.Length > 0)
        {
            progress.Note(data.Remark);
        }

        return data.Fit(graph);
    }
}
