using System.Text.Json;
using System.Text.Json.Serialization;
using Wfn.Graph;
using Wfn.Training.Checkpoints;

namespace Wfn.Training.Search;

/// <summary>What a search knows so far.</summary>
internal sealed class SearchState
{
    // A round without training has no loss.
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new FractionsConverter() },
    };

    /// <summary>What was tried.</summary>
    public List<(TrialOutcome Outcome, SearchTrial Trial)> Done { get; } = [];

    /// <summary>The networks of trials that may still be needed, by index.</summary>
    public Dictionary<int, NetworkGraph> Networks { get; } = [];

    /// <summary>What the rounds of those did.</summary>
    public Dictionary<int, EquatableArray<RetrainingRound>> Histories { get; } = [];

    /// <summary>The quality of each validation sample by the network as it was given; null before it is known.</summary>
    public float[]? Original { get; set; }

    /// <summary>The same on what untrained trials are judged by; null before it is known, or where that is the validation data.</summary>
    public float[]? OriginalOnJudged { get; set; }

    /// <summary>The same by the control; null before it is known, or where there is none.</summary>
    public float[]? Control { get; set; }

    /// <summary>The learning rate of the first trial; NaN before it is known.</summary>
    public double LearningRate { get; set; } = double.NaN;

    /// <summary>Time spent, in earlier sittings too.</summary>
    public double Seconds { get; set; }

    /// <summary>Takes a trial in, and forgets the networks that no later trial goes on from.</summary>
    public void Add(TrialOutcome outcome, SearchTrial done, NetworkGraph network, EquatableArray<RetrainingRound> history)
    {
        Networks.Add(Done.Count, network);
        Histories.Add(Done.Count, history);
        Done.Add((outcome, done));
        var best = SearchStrategy.Best([.. Done.Select(entry => entry.Outcome)]);
        foreach (var index in Networks.Keys.Where(index => index != best && !Done[index].Outcome.IsLossless).ToArray())
        {
            Networks.Remove(index);
            Histories.Remove(index);
        }
    }

    /// <summary>Writes it all.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Seconds);
        writer.Write(LearningRate);
        writer.WriteArray<float>(Original);
        writer.WriteArray<float>(OriginalOnJudged);
        writer.WriteArray<float>(Control);
        writer.Write(Done.Count);
        for (var i = 0; i < Done.Count; i++)
        {
            writer.Write(JsonSerializer.Serialize(Done[i].Outcome, Json));
            writer.Write(JsonSerializer.Serialize(Done[i].Trial, Json));
            writer.Write(Networks.ContainsKey(i));
            if (Networks.TryGetValue(i, out var network))
            {
                writer.Write(JsonSerializer.Serialize(Histories[i], Json));
                foreach (var parameter in network.Parameters)
                {
                    writer.WriteArray(parameter.Values.AsSpan());
                }
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <param name="graph">The network as it was given.</param>
    public static SearchState Read(BinaryReader reader, NetworkGraph graph)
    {
        var state = new SearchState
        {
            Seconds = reader.ReadDouble(),
            LearningRate = reader.ReadDouble(),
            Original = reader.ReadArray<float>(),
            OriginalOnJudged = reader.ReadArray<float>() is { Length: > 0 } judged ? judged : null,
            Control = reader.ReadArray<float>() is { Length: > 0 } control ? control : null,
        };
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var outcome = JsonSerializer.Deserialize<TrialOutcome>(reader.ReadString(), Json)!;
            state.Done.Add((outcome, JsonSerializer.Deserialize<SearchTrial>(reader.ReadString(), Json)!));
            if (reader.ReadBoolean())
            {
                state.Histories.Add(i, JsonSerializer.Deserialize<RetrainingRound[]>(reader.ReadString(), Json)!.ToEquatableArray());
                state.Networks.Add(i, graph with
                {
                    Parameters = graph.Parameters
                        .Select(parameter => parameter with { Values = EquatableArray.TakeOwnership(reader.ReadArray<float>()) })
                        .ToEquatableArray(),
                });
            }
        }

        return state;
    }

    private sealed class FractionsConverter : JsonConverter<EquatableArray<double>>
    {
        public override EquatableArray<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            EquatableArray.TakeOwnership(JsonSerializer.Deserialize<double[]>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, EquatableArray<double> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToArray(), options);
    }
}
