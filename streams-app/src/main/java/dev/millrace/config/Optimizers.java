package dev.millrace.config;

import dev.millrace.core.optimizer.AdaDelta;
import dev.millrace.core.optimizer.AdaGrad;
import dev.millrace.core.optimizer.Adam;
import dev.millrace.core.optimizer.AdamFamily;
import dev.millrace.core.optimizer.AdamW;
import dev.millrace.core.optimizer.Adamax;
import dev.millrace.core.optimizer.AmsGrad;
import dev.millrace.core.optimizer.Auto;
import dev.millrace.core.optimizer.CoinBetting;
import dev.millrace.core.optimizer.DiagonalHessian;
import dev.millrace.core.optimizer.FtrlProximal;
import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Lion;
import dev.millrace.core.optimizer.Momentum;
import dev.millrace.core.optimizer.NAdam;
import dev.millrace.core.optimizer.Nesterov;
import dev.millrace.core.optimizer.NormalizedAdaptive;
import dev.millrace.core.optimizer.OnlineNewton;
import dev.millrace.core.optimizer.RAdam;
import dev.millrace.core.optimizer.RmsProp;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.optimizer.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The optimizers that a config can name. A new one is a new entry here. */
final class Optimizers {

    private static final Range DECAY = Range.atLeastAndBelow(0, 1);
    private static final Range ZERO_TO_ONE = Range.between(0, 1);
    private static final Range ABOVE_ZERO = Range.aboveAndAtMost(0, 1);
    private static final Range STRENGTH = Range.between(0, 1e6);

    private static final Algorithm<Auto> AUTO = new Algorithm<>(
            "auto",
            Auto.class,
            "Experts of many kinds and rates, weighted by how well they predict: nothing to tune",
            List.of(
                    new Parameter.Scalar<>(
                            "second-order",
                            ScalarType.FLAG,
                            Auto.DEFAULT.secondOrder(),
                            "whether there are second-order experts, which cost more and learn more from each event",
                            Auto::secondOrder),
                    new Parameter.Scalar<>(
                            "full-covariance",
                            ScalarType.integer(0, 1000),
                            Auto.DEFAULT.fullCovariance(),
                            "features whose covariances those keep; of all others, the variance alone",
                            Auto::fullCovariance)),
            arguments -> new Auto(
                    arguments.get("second-order", Boolean.class), arguments.get("full-covariance", Integer.class)));

    private static final Algorithm<Sgd> SGD = new Algorithm<>(
            "sgd", Sgd.class, "Stochastic gradient descent: w -= rate * g", List.of(), arguments -> new Sgd());

    private static final Algorithm<Momentum> MOMENTUM = new Algorithm<>(
            "momentum",
            Momentum.class,
            "Gradient descent with a heavy ball",
            List.of(
                    Parameter.number("momentum", 0.9, DECAY, "what is kept of the last step", Momentum::momentum),
                    Parameter.number(
                            "dampening", 0, ZERO_TO_ONE, "what is left out of each gradient", Momentum::dampening)),
            arguments -> new Momentum(arguments.number("momentum"), arguments.number("dampening")));

    private static final Algorithm<Nesterov> NESTEROV = new Algorithm<>(
            "nesterov",
            Nesterov.class,
            "Momentum that looks ahead",
            List.of(Parameter.number("momentum", 0.9, DECAY, "what is kept of the last step", Nesterov::momentum)),
            arguments -> new Nesterov(arguments.number("momentum")));

    private static final Algorithm<AdaGrad> ADAGRAD = new Algorithm<>(
            "adagrad",
            AdaGrad.class,
            "Each weight's rate shrinks with the sum of its squared gradients",
            List.of(
                    Parameter.number(
                            "initial-accumulator",
                            0,
                            STRENGTH,
                            "where the sum of squares starts",
                            AdaGrad::initialAccumulator),
                    epsilon(1e-10, ZERO_TO_ONE, "added to the root of the sum", AdaGrad::epsilon)),
            arguments -> new AdaGrad(arguments.number("initial-accumulator"), arguments.number("epsilon")));

    private static final Algorithm<AdaDelta> ADADELTA = new Algorithm<>(
            "adadelta",
            AdaDelta.class,
            "Steps in the units of the weights; a rate of 1 is usual",
            List.of(
                    Parameter.number("rho", 0.9, DECAY, "decay of both mean squares", AdaDelta::rho),
                    epsilon(1e-6, ABOVE_ZERO, "added to both mean squares", AdaDelta::epsilon)),
            arguments -> new AdaDelta(arguments.number("rho"), arguments.number("epsilon")));

    private static final Algorithm<RmsProp> RMSPROP = new Algorithm<>(
            "rmsprop",
            RmsProp.class,
            "Divides by the root of the mean square of recent gradients",
            List.of(
                    Parameter.number("decay", 0.99, DECAY, "decay of the mean square", RmsProp::decay),
                    epsilon(1e-8, ZERO_TO_ONE, "added to the root", RmsProp::epsilon),
                    Parameter.number("momentum", 0, DECAY, "what is kept of the last step", RmsProp::momentum),
                    new Parameter.Scalar<>(
                            "centered",
                            ScalarType.FLAG,
                            false,
                            "whether to divide by the deviation, not the mean square",
                            RmsProp::centered)),
            arguments -> new RmsProp(
                    arguments.number("decay"),
                    arguments.number("epsilon"),
                    arguments.number("momentum"),
                    arguments.get("centered", Boolean.class)));

    private static final Algorithm<Adam> ADAM = new Algorithm<>(
            "adam",
            Adam.class,
            "Adam; rows that a step does not touch are caught up later, as if their gradient had been 0",
            moments(List.of()),
            arguments -> new Adam(arguments.number("beta1"), arguments.number("beta2"), arguments.number("epsilon")));

    private static final Algorithm<AdamW> ADAMW = new Algorithm<>(
            "adamw",
            AdamW.class,
            "Adam with weight decay beside the gradient",
            moments(List.of(Parameter.number(
                    "weight-decay", 0.01, ZERO_TO_ONE, "times the rate: how much a weight loses", AdamW::weightDecay))),
            arguments -> new AdamW(
                    arguments.number("beta1"),
                    arguments.number("beta2"),
                    arguments.number("epsilon"),
                    arguments.number("weight-decay")));

    private static final Algorithm<AmsGrad> AMSGRAD = new Algorithm<>(
            "amsgrad",
            AmsGrad.class,
            "Adam whose steps never grow again",
            moments(List.of()),
            arguments ->
                    new AmsGrad(arguments.number("beta1"), arguments.number("beta2"), arguments.number("epsilon")));

    private static final Algorithm<NAdam> NADAM = new Algorithm<>(
            "nadam",
            NAdam.class,
            "Adam that looks ahead, with a momentum that warms up",
            moments(List.of(Parameter.number(
                    "momentum-decay", 0.004, ZERO_TO_ONE, "speed of the warm-up", NAdam::momentumDecay))),
            arguments -> new NAdam(
                    arguments.number("beta1"),
                    arguments.number("beta2"),
                    arguments.number("epsilon"),
                    arguments.number("momentum-decay")));

    private static final Algorithm<RAdam> RADAM = new Algorithm<>(
            "radam",
            RAdam.class,
            "Adam that needs no warm-up of the rate",
            moments(List.of()),
            arguments -> new RAdam(arguments.number("beta1"), arguments.number("beta2"), arguments.number("epsilon")));

    private static final Algorithm<Adamax> ADAMAX = new Algorithm<>(
            "adamax",
            Adamax.class,
            "Adam that divides by the largest recent gradient",
            moments(List.of()),
            arguments -> new Adamax(arguments.number("beta1"), arguments.number("beta2"), arguments.number("epsilon")));

    private static final Algorithm<LazyAdam> LAZY_ADAM = new Algorithm<>(
            "lazy-adam",
            LazyAdam.class,
            "Adam on the rows that a step touches",
            List.of(
                    Parameter.number("beta1", 0.9, DECAY, "decay of the first moment", LazyAdam::beta1),
                    Parameter.number("beta2", 0.999, DECAY, "decay of the second moment", LazyAdam::beta2),
                    epsilon(1e-8, ZERO_TO_ONE, "added to the root of the second moment", LazyAdam::epsilon)),
            arguments ->
                    new LazyAdam(arguments.number("beta1"), arguments.number("beta2"), arguments.number("epsilon")));

    private static final Algorithm<Lion> LION = new Algorithm<>(
            "lion",
            Lion.class,
            "Steps by the sign of the momentum alone, on the rows that a step touches",
            List.of(
                    Parameter.number("beta1", 0.9, DECAY, "weight of the momentum in the step", Lion::beta1),
                    Parameter.number("beta2", 0.99, DECAY, "decay of the momentum", Lion::beta2),
                    Parameter.number(
                            "weight-decay",
                            0,
                            ZERO_TO_ONE,
                            "times the rate: how much a weight loses",
                            Lion::weightDecay)),
            arguments ->
                    new Lion(arguments.number("beta1"), arguments.number("beta2"), arguments.number("weight-decay")));

    private static final Algorithm<FtrlProximal> FTRL_PROXIMAL = new Algorithm<>(
            "ftrl-proximal",
            FtrlProximal.class,
            "Sparse weights: 0 until there is evidence; the rate is alpha and must be constant",
            List.of(
                    Parameter.number("beta", 1, STRENGTH, "tames the first steps", FtrlProximal::beta),
                    Parameter.number("l1", 0, STRENGTH, "evidence that a weight needs", FtrlProximal::l1),
                    Parameter.number("l2", 0, STRENGTH, "pull towards 0", FtrlProximal::l2)),
            arguments -> new FtrlProximal(arguments.number("beta"), arguments.number("l1"), arguments.number("l2")));

    private static final Algorithm<NormalizedAdaptive> NORMALIZED_ADAPTIVE = new Algorithm<>(
            "normalized-adaptive",
            NormalizedAdaptive.class,
            "AdaGrad that does not mind the scale of the features",
            List.of(),
            arguments -> new NormalizedAdaptive());

    private static final Algorithm<CoinBetting> COIN_BETTING = new Algorithm<>(
            "coin-betting",
            CoinBetting.class,
            "No learning rate to tune: bets what it has won; the rate is not used",
            List.of(Parameter.number(
                    "alpha", 100, Range.between(1, 1e6), "gradients until bets are full", CoinBetting::alpha)),
            arguments -> new CoinBetting(arguments.number("alpha")));

    private static final Algorithm<OnlineNewton> ONLINE_NEWTON = new Algorithm<>(
            "online-newton",
            OnlineNewton.class,
            "Divides by the sum of squared gradients; for strongly curved losses",
            List.of(epsilon(1, Range.aboveAndAtMost(0, 1e6), "where the sum starts", OnlineNewton::epsilon)),
            arguments -> new OnlineNewton(arguments.number("epsilon")));

    private static final Algorithm<DiagonalHessian> DIAGONAL_HESSIAN = new Algorithm<>(
            "diagonal-hessian",
            DiagonalHessian.class,
            "Divides by the curvature of the loss, which a linear model knows exactly",
            List.of(
                    Parameter.number("beta1", 0.965, DECAY, "decay of the mean gradient", DiagonalHessian::beta1),
                    Parameter.number("beta2", 0.99, DECAY, "decay of the mean curvature", DiagonalHessian::beta2),
                    Parameter.number(
                            "gamma",
                            0.05,
                            Range.aboveAndAtMost(0, 1e6),
                            "how soon the curvature counts",
                            DiagonalHessian::gamma),
                    epsilon(1e-12, ABOVE_ZERO, "least denominator", DiagonalHessian::epsilon)),
            arguments -> new DiagonalHessian(
                    arguments.number("beta1"),
                    arguments.number("beta2"),
                    arguments.number("gamma"),
                    arguments.number("epsilon")));

    static final Catalog<UpdateRule> CATALOG = new Catalog<>(
            "optimizer",
            List.of(
                    AUTO,
                    SGD,
                    MOMENTUM,
                    NESTEROV,
                    ADAGRAD,
                    ADADELTA,
                    RMSPROP,
                    ADAM,
                    LAZY_ADAM,
                    ADAMW,
                    AMSGRAD,
                    NADAM,
                    RADAM,
                    ADAMAX,
                    LION,
                    FTRL_PROXIMAL,
                    NORMALIZED_ADAPTIVE,
                    COIN_BETTING,
                    ONLINE_NEWTON,
                    DIAGONAL_HESSIAN));

    private Optimizers() {}

    private static <A> Parameter<A> epsilon(double preset, Range range, String meaning, Function<A, Double> of) {
        return Parameter.number("epsilon", preset, range, meaning, of);
    }

    /** The parameters of Adam's kin, and those that one has of its own. */
    private static <A extends AdamFamily> List<Parameter<A>> moments(List<Parameter<A>> own) {
        List<Parameter<A>> parameters = new ArrayList<>();
        parameters.add(Parameter.number("beta1", 0.9, DECAY, "decay of the first moment", AdamFamily::beta1));
        parameters.add(Parameter.number("beta2", 0.999, DECAY, "decay of the second moment", AdamFamily::beta2));
        parameters.add(epsilon(1e-8, ZERO_TO_ONE, "keeps the denominator from 0", AdamFamily::epsilon));
        parameters.addAll(own);
        return parameters;
    }
}
