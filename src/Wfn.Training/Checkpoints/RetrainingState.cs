using Wfn.Fixing;
using Wfn.Training.Networks;

namespace Wfn.Training.Checkpoints;

/// <summary>How far a retraining has come, besides its weights: what the rest of it depends on at the end of an epoch.</summary>
internal sealed class RetrainingState
{
    /// <summary>The round under way, 0-based; the number of rounds while polishing.</summary>
    public int Round { get; set; }

    /// <summary>Epochs of it that are done.</summary>
    public int Epoch { get; set; }

    /// <summary>Epochs done since the run began.</summary>
    public int EpochsDone { get; set; }

    /// <summary>Mean loss of the round's last epoch.</summary>
    public double Loss { get; set; } = double.NaN;

    /// <summary>The network as it was given, on the validation data.</summary>
    public Evaluation Original { get; set; } = new(0, 0);

    /// <summary>The last round's clustering.</summary>
    public FixingRound? Fixing { get; set; }

    /// <summary>What each round did.</summary>
    public List<RetrainingRound> History { get; } = [];

    /// <summary>The learning rate in use; NaN before it is known.</summary>
    public double LearningRate { get; set; } = double.NaN;

    /// <summary>The best state of the round or the polishing so far, and its weights.</summary>
    public (Evaluation Evaluation, float[] Weights)? Best { get; set; }

    /// <summary>Time spent so far, in earlier sittings too.</summary>
    public double Seconds { get; set; }

    /// <summary>Writes it all.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Round);
        writer.Write(Epoch);
        writer.Write(EpochsDone);
        writer.Write(Loss);
        writer.Write(LearningRate);
        Write(writer, Original);
        writer.Write(Seconds);
        writer.Write(Fixing is not null);
        if (Fixing is not null)
        {
            Write(writer, Fixing);
        }

        writer.Write(History.Count);
        foreach (var round in History)
        {
            Write(writer, round);
        }

        writer.Write(Best is not null);
        if (Best is var (evaluation, weights))
        {
            Write(writer, evaluation);
            writer.WriteArray<float>(weights);
        }
    }

    /// <summary>Reads what <see cref="Write(BinaryWriter)"/> wrote.</summary>
    public static RetrainingState Read(BinaryReader reader)
    {
        var state = new RetrainingState
        {
            Round = reader.ReadInt32(),
            Epoch = reader.ReadInt32(),
            EpochsDone = reader.ReadInt32(),
            Loss = reader.ReadDouble(),
            LearningRate = reader.ReadDouble(),
            Original = ReadEvaluation(reader),
            Seconds = reader.ReadDouble(),
            Fixing = reader.ReadBoolean() ? ReadFixing(reader) : null,
        };
        for (var rounds = reader.ReadInt32(); rounds > 0; rounds--)
        {
            state.History.Add(ReadRound(reader));
        }

        if (reader.ReadBoolean())
        {
            state.Best = (ReadEvaluation(reader), reader.ReadArray<float>());
        }

        return state;
    }

    private static void Write(BinaryWriter writer, Evaluation evaluation)
    {
        writer.Write(evaluation.Accuracy);
        writer.Write(evaluation.Loss);
    }

    private static Evaluation ReadEvaluation(BinaryReader reader) => new(reader.ReadDouble(), reader.ReadDouble());

    private static void Write(BinaryWriter writer, FixingRound round)
    {
        writer.Write(round.Round);
        writer.Write(round.Fraction);
        writer.Write(round.Tolerance);
        writer.WriteArray(round.WeightsPerOrder.AsSpan());
        writer.WriteArray(round.Centres.AsSpan());
        writer.WriteArray(round.PickedCentres.AsSpan());
        writer.WriteArray(round.Assignment.AsSpan());
    }

    private static FixingRound ReadFixing(BinaryReader reader) => new()
    {
        Round = reader.ReadInt32(),
        Fraction = reader.ReadDouble(),
        Tolerance = reader.ReadDouble(),
        WeightsPerOrder = EquatableArray.TakeOwnership(reader.ReadArray<int>()),
        Centres = EquatableArray.TakeOwnership(reader.ReadArray<float>()),
        PickedCentres = EquatableArray.TakeOwnership(reader.ReadArray<float>()),
        Assignment = EquatableArray.TakeOwnership(reader.ReadArray<int>()),
    };

    private static void Write(BinaryWriter writer, RetrainingRound round)
    {
        writer.Write(round.Round);
        writer.Write(round.Fraction);
        writer.Write(round.Tolerance);
        writer.Write(round.Loss);
        writer.Write(round.AccuracyBefore);
        writer.Write(round.AccuracyAfter);
        writer.Write(round.LossBefore);
        writer.Write(round.LossAfter);
        writer.Write(round.UniqueWeights);
        writer.Write(round.SweptWeights);
        writer.Write(round.EntropyBits);
        writer.Write(round.Seconds);
    }

    private static RetrainingRound ReadRound(BinaryReader reader) => new()
    {
        Round = reader.ReadInt32(),
        Fraction = reader.ReadDouble(),
        Tolerance = reader.ReadDouble(),
        Loss = reader.ReadDouble(),
        AccuracyBefore = reader.ReadDouble(),
        AccuracyAfter = reader.ReadDouble(),
        LossBefore = reader.ReadDouble(),
        LossAfter = reader.ReadDouble(),
        UniqueWeights = reader.ReadInt32(),
        SweptWeights = reader.ReadInt32(),
        EntropyBits = reader.ReadDouble(),
        Seconds = reader.ReadDouble(),
    };
}
