using Wfn.Data;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>Samples as a file holds them.</summary>
/// <param name="Values">One sample after another.</param>
/// <param name="SampleShape">The shape of one.</param>
/// <param name="BytesOf">What messages call the array of bytes that they are, or null for other numbers.</param>
internal sealed record SampleArray(float[] Values, TensorShape SampleShape, string? BytesOf)
{
    /// <summary>An array for samples.</summary>
    /// <param name="samples">How many.</param>
    /// <param name="elements">Numbers of each.</param>
    /// <param name="file">The file that they are of, or null.</param>
    /// <exception cref="WfnException">They are more than an array can hold (WFN3001).</exception>
    public static float[] Allocate(long samples, int elements, string? file = null) => (double)samples * elements <= Array.MaxLength
        ? new float[samples * elements]
        : throw new WfnException(DiagnosticCodes.BadData, $"{samples} samples of {elements} numbers are more than an array can hold", file);

    /// <summary>Puts targets to the samples, none when null, after their preprocessing.</summary>
    /// <exception cref="WfnException">Preprocessing does not fit the samples (WFN3004).</exception>
    public LabelledData With(Targets? targets, DataReadOptions options, IReadOnlyList<string>? classNames = null)
    {
        var (done, remark) = NumberScaling.Preprocess(Values, SampleShape, BytesOf, options.Preprocessing);
        return new LabelledData(Values, SampleShape, targets ?? Targets.None)
        {
            Remark = classNames is null ? remark : string.Join("; ", ((string[])[remark, Classes.Named(classNames)]).Where(part => part.Length > 0)),
            ClassNames = (classNames ?? []).ToEquatableArray(),
            Preprocessing = done,
        };
    }
}
