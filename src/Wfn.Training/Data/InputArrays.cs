using Wfn.Data;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>The arrays of a network's inputs as they are read, one after another, into samples that have all of them.</summary>
/// <param name="graph">The network.</param>
/// <param name="memory">What all samples may take.</param>
internal sealed class InputArrays(NetworkGraph graph, MemoryLimit memory)
{
    private readonly SampleLayout layout = SampleLayout.Of(graph);
    private readonly List<string> remarks = [];
    private float[] samples = [];
    private int count;

    /// <summary>Takes an input's array, and gives back itself.</summary>
    /// <param name="input">The input; the first one says how many samples there are.</param>
    /// <param name="array">The array's header.</param>
    /// <param name="contents">Positioned at the first number.</param>
    /// <param name="longest">An upper bound of the bytes that can follow.</param>
    /// <exception cref="WfnException">
    /// The array contradicts itself, has another number of samples than others, or a number is not finite (WFN3001); it does not fit the input
    /// (WFN3002); or samples take too much memory (WFN1008).
    /// </exception>
    public InputArrays Add(TensorInfo input, NumberArray array, Stream contents, long longest)
    {
        var part = layout.Parts.First(part => part.Input == input.Name);
        array.Count(longest);
        if (array.SampleShape.ElementCount != part.Length)
        {
            throw new WfnException(
                DiagnosticCodes.DataShape, $"samples of {array.Name} have the shape {array.SampleShape}, input {DataName.Quote(part.Input)} reads {part.Shape}");
        }

        Begin(input.Name, array.Extents[0]);
        var values = array.ReadValues(contents, longest, memory);

        // Of whole numbers that a network reads as such, none is the byte of a pixel.
        var (_, remark) = input.Given == ElementType.Float32
            ? NumberScaling.Preprocess(values, array.SampleShape, array.Format.IsByte ? array.Name : null, null)
            : (null, "");
        if (remark.Length > 0)
        {
            remarks.Add(remark);
        }

        for (var sample = 0; sample < count; sample++)
        {
            values.AsSpan(sample * part.Length, part.Length).CopyTo(samples.AsSpan((sample * layout.Length) + part.Start));
        }

        return this;
    }

    /// <summary>All of them, with their targets.</summary>
    /// <exception cref="WfnException">There are targets for more or fewer samples, or a number is not finite (WFN3001).</exception>
    public LabelledData With(NpyTargets targets)
    {
        var bad = Array.FindIndex(samples, value => !float.IsFinite(value));
        if (bad >= 0)
        {
            var place = bad % layout.Length;
            var part = layout.Parts.First(part => place < part.End);
            throw new WfnException(
                DiagnosticCodes.BadData, $"sample {bad / layout.Length} of {DataName.Quote(part.Input)} is not finite at number {place - part.Start}");
        }

        var names = targets.ClassNames is null ? "" : Classes.Named(targets.ClassNames);
        return new LabelledData(samples, layout.Shape, targets.Targets ?? Targets.None)
        {
            Remark = string.Join("; ", [.. remarks, .. names.Length == 0 ? (string[])[] : [names]]),
            ClassNames = (targets.ClassNames ?? []).ToEquatableArray(),
        };
    }

    private void Begin(string input, long own)
    {
        if (samples.Length > 0)
        {
            if (own != count)
            {
                throw new WfnException(DiagnosticCodes.BadData, $"input {DataName.Quote(input)} has {own} samples, others have {count}");
            }

            return;
        }

        memory.Require((double)own * layout.Length * sizeof(float), $"{own} samples of {layout.Length} numbers");
        samples = SampleArray.Allocate(own, layout.Length);
        count = (int)own;
    }
}
