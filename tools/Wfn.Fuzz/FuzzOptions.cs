using System.Globalization;

namespace Wfn.Fuzz;

/// <summary>What to run.</summary>
internal sealed record FuzzOptions
{
    /// <summary>Decides every case: the same seed, the same cases.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The most cases.</summary>
    public int Cases { get; init; } = 10_000;

    /// <summary>The only case to run, or −1.</summary>
    public int Case { get; init; } = -1;

    /// <summary>The most seconds; 0 for no limit.</summary>
    public int Seconds { get; init; }

    /// <summary>Threads.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Of so many classes that were generated one is compiled.</summary>
    public int CompileEvery { get; init; } = 50;

    /// <summary>Where files of failures are written, or null.</summary>
    public string? Out { get; init; }

    /// <summary>The options of a command line, or null where it makes no sense.</summary>
    public static FuzzOptions? Parse(IReadOnlyList<string> args)
    {
        var options = new FuzzOptions();
        for (var i = 0; i < args.Count; i += 2)
        {
            if (i + 1 == args.Count)
            {
                return null;
            }

            var isNumber = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            FuzzOptions? next = args[i] switch
            {
                "--out" => options with { Out = args[i + 1] },
                "--seed" when isNumber => options with { Seed = number },
                "--cases" when isNumber => options with { Cases = number },
                "--case" when isNumber => options with { Case = number },
                "--seconds" when isNumber => options with { Seconds = number },
                "--threads" when isNumber && number > 0 => options with { Threads = number },
                "--compile-every" when isNumber && number > 0 => options with { CompileEvery = number },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
        }

        return options;
    }
}
