namespace Wfn.Fixing;

/// <summary>Numbers the centres in use in the order in which they come into it.</summary>
internal sealed class CentreTable
{
    private readonly Dictionary<float, int> numbers = [];

    /// <summary>The centres by number.</summary>
    public List<float> Values { get; } = [];

    /// <summary>The number of a centre, new or known.</summary>
    public int NumberOf(float centre)
    {
        if (!numbers.TryGetValue(centre, out var number))
        {
            number = Values.Count;
            numbers.Add(centre, number);
            Values.Add(centre + 0f);
        }

        return number;
    }
}
