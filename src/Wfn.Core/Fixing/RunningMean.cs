namespace Wfn.Fixing;

/// <summary>
/// The mean of the smallest distances of a cluster as the authors' code computes it: a sequential float32 sum, divided in float64
/// by the number of distances, zeros not counted if there are at least two.
/// </summary>
/// <remarks>
/// Past 2^16 terms the sum goes on in float64: a float32 sum is off by up to 2^-24 a term, and stops growing altogether on networks
/// larger than the authors' code can cluster.
/// </remarks>
internal struct RunningMean
{
    private const int TermsInSingle = 1 << 16;

    /// <summary>Products and quotients in float64 agree to this, and more.</summary>
    private const double Doubt = 1e-14;

    private readonly int uncounted;
    private int terms;
    private float single;
    private double sum;

    /// <summary>Starts after <paramref name="zeros"/> distances of zero.</summary>
    public RunningMean(int zeros)
    {
        terms = zeros;
        uncounted = zeros > 1 ? zeros : 0;
        single = 0;
        sum = 0;
    }

    /// <summary>Adds a distance.</summary>
    public void Add(float distance)
    {
        if (++terms <= TermsInSingle)
        {
            single = (float)(single + distance);
            sum = single;
        }
        else
        {
            sum += distance;
        }
    }

    /// <summary>Whether the mean so far is at most a number; there must be a distance above zero.</summary>
    public readonly bool IsAtMost(double allowed)
    {
        // The quotient decides; where the product leaves no doubt, it is spared.
        var product = allowed * (terms - uncounted);
        return sum < product * (1 - Doubt) || (sum <= product * (1 + Doubt) && sum / (terms - uncounted) <= allowed);
    }
}
