using Wfn.Graph;

namespace Wfn.Import;

/// <summary>
/// Which axis of every input is taken for the batch. A file does not say; so assumptions are tried in order, and shape inference,
/// which passes the batch on or refuses, proves the first that holds.
/// </summary>
/// <param name="Axes">For every input the axis, or <see cref="SampleScope.NoBatch"/>.</param>
internal sealed record BatchAssumption(EquatableArray<int> Axes)
{
    /// <summary>What is worth trying, the likeliest first and no batch at all last: at most seven.</summary>
    /// <param name="inputs">The extents of every input, open ones dynamic.</param>
    public static IReadOnlyList<BatchAssumption> InOrder(IReadOnlyList<int[]> inputs)
    {
        var first = inputs.Count > 0 ? inputs[0] : [];
        return
        [
            .. new BatchAssumption[]
            {
                Of(inputs, (_, _) => 0),
                Of(inputs, (extents, _) => OpenAxis(extents)),
                Of(inputs, (extents, _) => SecondAxis(extents)),
                Of(inputs, (extents, input) => input == 0 ? OpenAxis(extents) : SecondAxis(extents)),
                Of(inputs, (extents, input) => input == 0 ? SecondAxis(extents) : OpenAxis(extents)),
                Of(inputs, (extents, _) => Shares(extents, first) ? 0 : SampleScope.NoBatch),
                Of(inputs, (_, _) => SampleScope.NoBatch),
            }.Distinct(),
        ];
    }

    private static BatchAssumption Of(IReadOnlyList<int[]> inputs, Func<int[], int, int> axis) =>
        new(inputs.Select(axis).ToEquatableArray());

    // The one axis that the file leaves open.
    private static int OpenAxis(int[] extents)
    {
        var open = Array.IndexOf(extents, TensorShape.Dynamic);
        return extents.Length == 0
            ? SampleScope.NoBatch
            : open >= 0 && open == Array.LastIndexOf(extents, TensorShape.Dynamic) ? open : 0;
    }

    // Recurrent networks have the steps first. Of more than one sample nobody could tell the axis from one that is no batch.
    private static int SecondAxis(int[] extents) =>
        extents.Length > 1 && extents[1] is 1 or TensorShape.Dynamic ? 1 : OpenAxis(extents);

    private static bool Shares(int[] extents, int[] first) =>
        extents.Length > 0 && first.Length > 0 && (extents[0] == TensorShape.Dynamic || extents[0] == first[0]);
}
