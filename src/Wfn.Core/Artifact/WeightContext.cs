namespace Wfn.Artifact;

/// <summary>What is known of a weight before it is decoded, from weights before it.</summary>
internal enum ContextFeature
{
    /// <summary>The class of the weight to the left in the same kernel.</summary>
    Left,

    /// <summary>The class of the weight above in the same kernel.</summary>
    Above,

    /// <summary>The class of the weight before.</summary>
    Previous,

    /// <summary>The class of the weight at the same place of the kernel before, which is the input channel's before.</summary>
    Channel,

    /// <summary>The class of the weight at the same place of the row before, which is the output channel's before.</summary>
    Row,

    /// <summary>The mean magnitude of the weights before.</summary>
    Magnitude,

    /// <summary>The mean magnitude of the weights before in the same row.</summary>
    RowMagnitude,
}

/// <summary>The features that a tensor's weights are told apart by: at most two classes, then at most one mean.</summary>
internal static class WeightContext
{
    /// <summary>The features' words in a payload's line, in the order of <see cref="ContextFeature"/>.</summary>
    public static readonly string[] Words = ["left", "above", "previous", "channel", "row", "magnitude", "rowMagnitude"];

    /// <summary>The most classes in a context.</summary>
    public const int MostClasses = 2;

    /// <summary>What a writer tries; the first of the shortest is taken.</summary>
    public static readonly ContextFeature[][] Tried =
    [
        [],
        [ContextFeature.RowMagnitude],
        [ContextFeature.Left, ContextFeature.Above],
        [ContextFeature.Left, ContextFeature.Above, ContextFeature.Magnitude],
        [ContextFeature.Previous, ContextFeature.Channel],
        [ContextFeature.Row, ContextFeature.Magnitude],
    ];

    /// <summary>Whether a feature is a mean of magnitudes; the others are classes of single weights.</summary>
    public static bool IsMean(ContextFeature feature) => feature >= ContextFeature.Magnitude;

    /// <summary>Whether features are such a list: ascending, of no more classes and means than allowed.</summary>
    public static bool IsValid(ReadOnlySpan<ContextFeature> features)
    {
        var (classes, means) = (0, 0);
        for (var i = 0; i < features.Length; i++)
        {
            if (i > 0 && features[i] <= features[i - 1])
            {
                return false;
            }

            classes += IsMean(features[i]) ? 0 : 1;
            means += IsMean(features[i]) ? 1 : 0;
        }

        return classes <= MostClasses && means <= 1;
    }
}
