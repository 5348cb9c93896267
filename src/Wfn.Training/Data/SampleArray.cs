using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>Samples as a file holds them.</summary>
/// <param name="Values">One sample after another.</param>
/// <param name="SampleShape">The shape of one.</param>
/// <param name="Remark">What reading changed, or empty.</param>
internal sealed record SampleArray(float[] Values, TensorShape SampleShape, string Remark)
{
    /// <summary>Puts targets to the samples; none when null.</summary>
    public LabelledData With(Targets? targets) => new(Values, SampleShape, targets ?? Targets.None) { Remark = Remark };
}
