namespace Wfn.Fixing;

/// <summary>
/// How many of a centre's closest free weights its cluster takes: the longest prefix, closest first, whose running mean distance
/// is allowed.
/// </summary>
/// <param name="Outward">How many come from the path away from zero.</param>
/// <param name="Inward">How many come from the path towards zero.</param>
/// <param name="First">The first distance above zero; infinite if none was looked at.</param>
internal readonly record struct ClosestPrefix(int Outward, int Inward, float First)
{
    /// <summary>
    /// The true mean rises with every weight, and the float32 sum of at most 2^16 terms is off by less than 0.4 %: once the
    /// computed mean is 1 % too large it can never come back.
    /// </summary>
    private const double Margin = 1.01;

    /// <summary>The number of weights.</summary>
    public int Count => Outward + Inward;

    /// <summary>Finds the prefix by merging the two walks.</summary>
    /// <param name="outward">The walk away from zero, past the weights that equal the centre.</param>
    /// <param name="inward">The walk towards zero.</param>
    /// <param name="zeros">The number of free weights that equal the centre: the head of the outward path.</param>
    /// <param name="allowed">a: the largest running mean.</param>
    /// <param name="furthest">The largest distance of one weight.</param>
    /// <param name="most">The cap.</param>
    public static ClosestPrefix Find(
        CentrePath.Walker outward, CentrePath.Walker inward, int zeros, double allowed, double furthest, int most)
    {
        if (zeros >= most)
        {
            return new ClosestPrefix(most, 0, float.PositiveInfinity);
        }

        var mean = new RunningMean(zeros);
        var found = new ClosestPrefix(zeros, 0, outward.Key < inward.Key ? outward.Distance : inward.Distance);
        var capped = found;
        var (passedOutward, passedInward) = (zeros, 0);
        while (Math.Min(outward.Key, inward.Key) <= furthest)
        {
            if (outward.Key < inward.Key)
            {
                mean.Add(outward.Distance);
                outward.MoveNext();
                passedOutward++;
            }
            else if (inward.Key < double.PositiveInfinity)
            {
                mean.Add(inward.Distance);
                inward.MoveNext();
                passedInward++;
            }
            else
            {
                return found;
            }

            if (passedOutward + passedInward == most)
            {
                capped = new ClosestPrefix(passedOutward, passedInward, found.First);
            }

            if (!mean.IsAtMost(allowed))
            {
                if (!mean.IsAtMost(allowed * Margin))
                {
                    return found;
                }
            }
            else if (passedOutward + passedInward >= most)
            {
                return capped;
            }
            else
            {
                found = new ClosestPrefix(passedOutward, passedInward, found.First);
            }
        }

        return found;
    }
}
