using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit.Steps;

/// <summary>The steps of several samples at once: the layers of one sample, over more of them.</summary>
internal static class SamplesEmitter
{
    /// <summary>Adds them, where the model has such a plan.</summary>
    public static void Emit(ModelCode code)
    {
        if (code.Input.Samples is not { } plan)
        {
            return;
        }

        foreach (var size in plan.Sizes)
        {
            code.SampleStatements.Add([]);
            for (var i = 0; i < size.Plan.Steps.Count; i++)
            {
                switch (size.Plan.Steps[i])
                {
                    case DenseConvolutionStep dense:
                        DenseEmitter.EmitSamples(dense, code.Shared(plan.First + i), code);
                        break;
                    case FloatLinearStep linear:
                        LinearEmitter.EmitSamples(linear, code.Shared(plan.First + i), code);
                        break;
                    case ChannelsLastCopyStep copy:
                        ChannelsLastEmitter.EmitSamples(copy, code);
                        break;
                    case var step:
                        throw new InvalidOperationException($"{step.GetType().Name} has no emitter for several samples");
                }
            }
        }
    }
}
